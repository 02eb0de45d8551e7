package dev.muster.gateway.store.sql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.Store;

/** The contract on a real PostgreSQL. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PostgreSqlStoreTest implements StoreContract {
    private final Store store = SqlStore.open(fresh(), new AesVault(1), Clock.systemUTC(), GatewayEvents.NONE);

    @Override
    public Store store() {
        return store;
    }

    @Override
    public StoreConfig fresh() {
        return PostgresServer.database();
    }

    @Override
    public Connection past(StoreConfig config) throws SQLException {
        StoreConfig.PostgreSql postgres = (StoreConfig.PostgreSql) config;
        return DriverManager.getConnection(postgres.url(), postgres.user(), postgres.password());
    }

    @AfterAll
    void close() {
        store.close();
    }
}
