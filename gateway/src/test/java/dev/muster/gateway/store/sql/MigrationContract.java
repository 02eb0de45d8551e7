package dev.muster.gateway.store.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.certs.identity.Fingerprint;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.observe.GatewayEvents;

/** A store of every earlier version, with rows of that time, comes up to date and has lost nothing. */
@Timeout(300)
interface MigrationContract extends StoreHarness {
    TenantId CONTOSO = new TenantId("contoso");
    DeviceId PHONE = DeviceId.of("00000000-0000-4000-8000-000000000001");
    Pattern STANDS_FOR = Pattern.compile("@(id|bytes)\\(([0-9a-fA-F-]+)\\)");
    /** Versions that brought tables whose rows have a fixture of their own. */
    List<String> WITH_ROWS = List.of("1", "2", "3", "4");
    /**
     * Checksums of migrations that stores out there have applied: such a file is never edited, since every one of those stores
     * would refuse to start. A version joins this list when it is released.
     */
    Map<String, Integer> RELEASED = Map.of("1", -32566209, "2", -976459336, "3", -1505545363, "4", -1512284573, "5",
            -1741016615);

    @Test
    default void comesUpToDateFromEveryEarlierVersionWithItsRows() throws Exception {
        List<String> versions = new ArrayList<>();
        for (MigrationInfo migration : flyway(fresh(), null).info().all()) {
            versions.add(String.valueOf(migration.getVersion()));
        }
        assertTrue(versions.size() >= 6 && versions.getFirst().equals("1"), versions.toString());
        StoreConfig newest = fresh();
        SqlStore.open(newest, new AesVault(1), Given.CLOCK, GatewayEvents.NONE).close();
        for (String version : versions) {
            StoreConfig config = fresh();
            claim(config);
            for (String filled : versions.subList(0, versions.indexOf(version) + 1)) {
                // Rows come in at the version that first had them, and go through every later migration.
                if (filled.equals(version) || WITH_ROWS.contains(filled)) {
                    flyway(config, filled).migrate();
                    fill(config, filled);
                }
            }
            try (SqlStore opened = SqlStore.open(config, new AesVault(1), Given.CLOCK, GatewayEvents.NONE)) {
                hasLostNothing(opened, "from version " + version);
            }
            try (Connection migrated = past(config); Connection fresh = past(newest)) {
                assertEquals(Catalogue.of(fresh).indexes(), Catalogue.of(migrated).indexes(), "from " + version);
                assertEquals(Catalogue.of(fresh).tables(), Catalogue.of(migrated).tables(), "from " + version);
            }
        }
    }

    private static void hasLostNothing(SqlStore store, String from) {
        assertEquals(7, store.tenants().tenant(CONTOSO).orElseThrow().epoch(), from);
        var seen = store.devices().device(CONTOSO, PHONE).orElseThrow();
        assertEquals("Ada's phone", seen.device().hardware().name(), from);
        assertEquals(Optional.of(Instant.ofEpochMilli(1_700_000_005_000L)), seen.lastSeen(), from);
        List<PendingCommand> pending = store.devices().pending(CONTOSO, PHONE);
        assertEquals(Map.of("pin", "1234"), pending.getFirst().action().parameters(), from);
        assertEquals(1, store.devices().finished(CONTOSO, PHONE, 9).size(), from);
        Caller caller = new Caller(CONTOSO, PHONE, new Fingerprint("11".repeat(32)));
        var read = store.checkIns().read(caller, true, Instant.ofEpochMilli(1_700_000_002_000L)).orElseThrow();
        assertTrue(read.entitlement().orElseThrow().intune(), from);
        assertEquals(1, read.commands().size(), from);
        assertEquals(1, store.enrolments().revokedSince(Instant.EPOCH, Given.NOW).size(), from);
        assertTrue(store.enrolments().token(CONTOSO, "22".repeat(32), Given.NOW).isPresent(), from);
        assertEquals(1, store.audit().newest(CONTOSO, Optional.empty(), 9).size(), from);
    }

    @Test
    default void neverEditsAMigrationThatWasReleased() {
        Map<String, Integer> found = Arrays.stream(flyway(fresh(), null).info().all()).collect(Collectors.toMap(
                migration -> String.valueOf(migration.getVersion()), MigrationInfo::getChecksum));
        RELEASED.forEach((version, checksum) -> assertEquals(checksum, found.get(version), "V" + version
                + " was released: put it back as it was and write a new migration"));
    }

    private static Flyway flyway(StoreConfig config, @Nullable String target) {
        Dialect dialect = new Connections(config).dialect();
        FluentConfiguration configuration = Flyway.configure(MigrationContract.class.getClassLoader())
                .table(Migrations.HISTORY).locations("classpath:dev/muster/gateway/store/sql")
                .placeholders(dialect.placeholders());
        if (target != null) {
            configuration.target(target);
        }
        return switch (config) {
            case StoreConfig.Sqlite sqlite -> configuration.dataSource("jdbc:sqlite:" + sqlite.file(), "", "").load();
            case StoreConfig.PostgreSql postgres -> configuration
                    .dataSource(postgres.url(), postgres.user(), postgres.password()).load();
        };
    }

    private void claim(StoreConfig config) throws SQLException {
        if (config instanceof StoreConfig.Sqlite) {
            try (Connection connection = past(config); Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA application_id = " + Connections.APPLICATION_ID);
            }
        }
    }

    private void fill(StoreConfig config, String version) throws SQLException, IOException {
        try (InputStream fixture = MigrationContract.class
                .getResourceAsStream("/dev/muster/gateway/store/fixtures/version-" + version + ".sql")) {
            if (fixture == null) {
                assertFalse(WITH_ROWS.contains(version), "the fixture of version " + version + " is missing");
                return;
            }
            boolean sqlite = config instanceof StoreConfig.Sqlite;
            String text = new String(fixture.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)^--.*$", "");
            Matcher placeholders = STANDS_FOR.matcher(text);
            String sql = placeholders.replaceAll(found -> {
                String hex = found.group(2).replace("-", "");
                return Matcher.quoteReplacement(sqlite ? "x'" + hex + "'"
                        : found.group(1).equals("id") ? "'" + found.group(2) + "'" : "'\\x" + hex + "'");
            });
            try (Connection connection = past(config); Statement statement = connection.createStatement()) {
                for (String insert : sql.split(";\\s*(?:\\n|$)", -1)) {
                    if (!insert.isBlank()) {
                        statement.execute(insert);
                    }
                }
            }
        }
    }
}
