package dev.muster.gateway.store.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.Store;

/** The contract on SQLite. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SqliteStoreTest implements StoreContract {
    private final Path directory;
    private final Store store;

    SqliteStoreTest(@TempDir Path directory) {
        this.directory = directory;
        this.store = SqlStore.open(fresh(), new AesVault(1), Clock.systemUTC(), GatewayEvents.NONE);
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    public StoreConfig fresh() {
        try {
            return new StoreConfig.Sqlite(Files.createTempDirectory(directory, "store").resolve("muster.db"));
        } catch (IOException failed) {
            throw new UncheckedIOException("no directory for a test", failed);
        }
    }

    @Override
    public Connection past(StoreConfig config) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + ((StoreConfig.Sqlite) config).file());
    }

    @AfterAll
    void close() {
        store.close();
    }
}
