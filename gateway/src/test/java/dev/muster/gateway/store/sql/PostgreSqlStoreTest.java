package dev.muster.gateway.store.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantOptions;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.CheckInStore.WriteOutcome;
import dev.muster.gateway.store.Store;
import dev.muster.gateway.store.StoreUnavailable;
import dev.muster.gateway.store.StoreUnusable;

/** The contract on a real PostgreSQL. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(PostgresServer.Lifetime.class)
final class PostgreSqlStoreTest implements PostgresContract {
    private final SqlStore store = SqlStore.open(fresh(), new AesVault(1), Given.CLOCK, GatewayEvents.NONE);

    @Override
    public Store store() {
        return store;
    }

    @Override
    public StoreConfig fresh() {
        return PostgresServer.database();
    }

    @Test
    void isDurableOnEveryConnection() throws Exception {
        assertEquals("on", shown(link -> link.one("SHOW fsync", _ -> {}, Row::text)));
        assertEquals("on", shown(link -> link.one("SHOW full_page_writes", _ -> {}, Row::text)));
        List<String> modes = store.database()
                .onEveryThread(link -> link.one("SHOW synchronous_commit", _ -> {}, Row::text).orElse(""));
        assertEquals(StoreLimits.of(fresh()).readers() + StoreLimits.of(fresh()).writers() + 1, modes.size());
        assertEquals(Set.of("on"), new HashSet<>(modes));
    }

    private String shown(Work<Optional<String>> work) {
        return store.database().change(work).orElseThrow();
    }

    @Test
    void recoversFromLostConnections() throws Exception {
        StoreConfig.PostgreSql config = PostgresServer.database();
        try (SqlStore opened = SqlStore.open(config, new AesVault(1), Given.CLOCK, GatewayEvents.NONE)) {
            Given given = Given.tenant(opened);
            Caller caller = given.enrolled(Platform.IOS, Optional.empty());
            for (int round = 0; round < 3; round++) {
                loseAllConnections(config);
                long before = until(() -> given.device(caller)).version();
                Device read = given.device(caller);
                assertEquals(WriteOutcome.COMMITTED,
                        until(() -> opened.checkIns().write(new Given.Write(read).build())));
                assertTrue(until(() -> opened.tenants().setOptions(given.tenant, TenantOptions.NONE)));
                assertEquals(before + 1, given.device(caller).version());
            }
        }
    }

    private static void loseAllConnections(StoreConfig.PostgreSql config) throws SQLException {
        String database = config.address().substring(config.address().lastIndexOf('/') + 1);
        try (Connection connection = PostgresServer.administrator();
                PreparedStatement statement = connection.prepareStatement("""
                        SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
                        WHERE datname = ? AND pid <> pg_backend_pid()""")) {
            statement.setString(1, database);
            try (ResultSet ended = statement.executeQuery()) {
                assertTrue(ended.next() && ended.getInt(1) > 0, "some connection was there to lose");
            }
        }
    }

    /** Tries again while the store says that it is unavailable, the only thing it may say. */
    private static <T> T until(Supplier<T> call) throws InterruptedException {
        for (int i = 0;; i++) {
            try {
                return call.get();
            } catch (StoreUnavailable lost) {
                if (i == 100) {
                    throw lost;
                }
                Thread.sleep(100);
            }
        }
    }

    @Test
    void saysWhichServerItCannotReach() {
        StoreConfig nobody = new StoreConfig.PostgreSql("jdbc:postgresql://127.0.0.1:1/muster?password=hush", "u",
                "secret");
        StoreUnusable refusal = assertThrows(StoreUnusable.class,
                () -> SqlStore.open(nobody, new AesVault(1), Given.CLOCK, GatewayEvents.NONE).close());
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.startsWith("The database jdbc:postgresql://127.0.0.1:1/muster cannot be opened"), message);
        assertFalse((nobody + message).contains("hush") || (nobody + message).contains("secret"));
    }

    @AfterAll
    void close() {
        store.close();
    }
}
