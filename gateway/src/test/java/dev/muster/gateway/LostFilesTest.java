package dev.muster.gateway;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.gateway.config.GatewayConfig;

/** What a gateway does when a part of what it keeps is gone: it never makes a new one that would cut its devices off (R14). */
@Timeout(180)
class LostFilesTest {
    private final Path directory;
    private final Path data;

    LostFilesTest(@TempDir Path directory) {
        this.directory = directory;
        this.data = directory.resolve("data");
    }

    @Test
    void makesNoNewCaForAStoreThatHasOne() throws Exception {
        Path saved = directory.resolve("saved");
        try (Gateway gateway = start()) {
            Fleet fleet = new Fleet(gateway, gateway.newAdministratorToken().orElseThrow(), data);
            fleet.administer(201, "POST", "/tenants", "{\"id\":\"contoso\"}");
            fleet.enrol("contoso", "windows");
        }
        Losses.copy(data.resolve("ca"), saved);
        Losses.delete(data.resolve("ca"));
        assertRefused("device CA", data.resolve("ca") + " is missing", "from a backup");
        assertFalse(Files.exists(data.resolve("ca")));
        Losses.copy(saved, data.resolve("ca"));
        start().close();
    }

    @Test
    void makesNoNewCaForAStoreWithoutDevicesEither() throws Exception {
        start().close();
        Losses.delete(data.resolve("ca"));
        assertRefused("device CA", "is missing", "from a backup");
    }

    @Test
    void refusesTheCaOfAnotherStore() throws Exception {
        start().close();
        Path kept = directory.resolve("kept");
        Files.move(data, kept);
        Files.createDirectories(data);
        Files.copy(kept.resolve("muster.key"), data.resolve("muster.key"),
                java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        start().close(); // another CA under the same vault key
        Losses.delete(kept.resolve("ca"));
        Losses.copy(data.resolve("ca"), kept.resolve("ca"));
        CannotStart cannot = assertThrows(CannotStart.class, () -> Gateway.start(config(kept, "")));
        assertTrue(String.valueOf(cannot.getMessage()).contains("is not the one this store's devices"),
                cannot.getMessage());
    }

    @Test
    void makesNoNewStoreForACaThatHadOne() throws Exception {
        start().close();
        for (String file : List.of("muster.db", "muster.db-wal", "muster.db-shm")) {
            Files.deleteIfExists(data.resolve(file));
        }
        String today = LocalDate.now(ZoneOffset.UTC).toString().substring(0, 7);
        assertRefused("made on " + today, "is missing or empty", "restore the store", "delete " + data.resolve("ca"));
        assertFalse(Files.exists(data.resolve("muster.db")), "nothing was made");
        Files.createFile(data.resolve("muster.db"));
        assertRefused("is missing or empty");
        Losses.delete(data.resolve("ca"));
        try (Gateway anew = start()) {
            assertTrue(anew.newAdministratorToken().isPresent(), "a new start was really meant");
        }
    }

    @Test
    void makesNoNewVaultKeyBesideWhatAnotherSealed() throws Exception {
        start().close();
        Files.delete(data.resolve("muster.key"));
        assertRefused("muster.key is missing", "from a backup");
        assertFalse(Files.exists(data.resolve("muster.key")));
    }

    /** Key, store, CA, memory of the CA: whatever a first start had made when it was killed, the next one goes on. */
    @Test
    void goesOnAfterAFirstStartThatWasInterrupted() throws Exception {
        start().close();
        Path whole = directory.resolve("whole");
        Files.move(data, whole);
        Files.createDirectories(data);
        Files.copy(whole.resolve("muster.key"), data.resolve("muster.key"),
                java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        start().close(); // killed after the key
        Losses.delete(data.resolve("ca"));
        Losses.delete(data.resolve("server"));
        forgetWhatTheStoreKnows(data);
        start().close(); // killed after the store
        Files.delete(data.resolve("ca/store-knows-this-ca"));
        forgetWhatTheStoreKnows(data);
        start().close(); // killed after the CA
        Files.delete(data.resolve("ca/store-knows-this-ca"));
        start().close(); // killed before the mark
        assertTrue(Files.exists(data.resolve("ca/store-knows-this-ca")));
    }

    @Test
    void holdsCaAndStoreToEachOtherOnPostgreSqlToo() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
            String store = "store: {url: 'jdbc:postgresql://127.0.0.1:" + postgres.getPort()
                    + "/postgres', user: postgres, password: unused}";
            Gateway.start(config(data, store)).close();

            Path fresh = directory.resolve("fresh");
            CannotStart cannot = assertThrows(CannotStart.class, () -> Gateway.start(config(fresh, store)));
            assertTrue(String.valueOf(cannot.getMessage()).contains("copy muster.key and ca/"), cannot.getMessage());
            assertFalse(Files.exists(fresh.resolve("muster.key")) || Files.exists(fresh.resolve("ca")));

            Path saved = directory.resolve("saved");
            Losses.copy(data.resolve("ca"), saved);
            Losses.delete(data.resolve("ca"));
            cannot = assertThrows(CannotStart.class, () -> Gateway.start(config(data, store)));
            assertTrue(String.valueOf(cannot.getMessage()).contains("is missing"), cannot.getMessage());
            Losses.copy(saved, data.resolve("ca"));
            try (var connection = postgres.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
            }
            cannot = assertThrows(CannotStart.class, () -> Gateway.start(config(data, store)));
            assertTrue(String.valueOf(cannot.getMessage()).contains("the store is empty"), cannot.getMessage());
        }
    }

    private static void forgetWhatTheStoreKnows(Path data) throws Exception {
        try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite:" + data.resolve("muster.db"));
                var statement = connection.createStatement()) {
            assertTrue(statement.executeUpdate("DELETE FROM meta") > 0);
        }
    }

    private Gateway start() throws CannotStart, IOException {
        return Gateway.start(config(data, ""));
    }

    private void assertRefused(String... parts) throws IOException {
        GatewayConfig config = config(data, "");
        CannotStart cannot = assertThrows(CannotStart.class, () -> Gateway.start(config).close());
        String line = String.valueOf(cannot.getMessage());
        assertFalse(cannot.isConfiguration(), "exit code 1");
        for (String part : parts) {
            assertTrue(line.contains(part), () -> "\"" + line + "\" lacks \"" + part + "\"");
        }
    }

    private GatewayConfig config(Path where, String store) throws IOException {
        return GatewayConfig.read(Files.writeString(directory.resolve("muster.yaml"), """
                data: %s
                listeners:
                  checkIn: {address: 127.0.0.1, port: 0}
                  enrol: {address: 127.0.0.1, port: 0}
                  admin: {port: 0}
                %s
                """.formatted(where, store)));
    }
}
