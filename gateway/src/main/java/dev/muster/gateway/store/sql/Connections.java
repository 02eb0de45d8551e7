package dev.muster.gateway.store.sql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;

/** Opens connections with the settings that durability and bounded waiting need. Thread-safe. */
final class Connections {
    /** What a connection is for. */
    enum Use {
        /** Transactions that change; auto-commit is off. */
        WRITE,
        /** Queries; auto-commit is on. */
        READ
    }

    /** Marks a SQLite file as ours: "MUST" in ASCII. */
    static final int APPLICATION_ID = 0x4D555354;

    static final int BUSY_MILLIS = 5_000;
    private static final int CACHE_KIB = 8 * 1024;

    private final StoreConfig config;
    private final Availability availability = new Availability();

    Connections(StoreConfig config) {
        this.config = config;
    }

    StoreConfig config() {
        return config;
    }

    /** Whether what they lead to does its work. */
    Availability availability() {
        return availability;
    }

    Dialect dialect() {
        return switch (config) {
            case StoreConfig.Sqlite _ -> Dialect.SQLITE;
            case StoreConfig.PostgreSql _ -> Dialect.POSTGRESQL;
        };
    }

    Link link(Use use) throws SQLException {
        Connection connection = switch (config) {
            case StoreConfig.Sqlite sqlite -> sqlite(sqlite, use);
            case StoreConfig.PostgreSql postgres -> postgres(postgres, use);
        };
        return new Link(connection, dialect());
    }

    private static Connection sqlite(StoreConfig.Sqlite config, Use use) throws SQLException {
        SQLiteConfig pragmas = new SQLiteConfig();
        pragmas.setJournalMode(SQLiteConfig.JournalMode.WAL);
        pragmas.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        pragmas.enforceForeignKeys(true);
        pragmas.setBusyTimeout(BUSY_MILLIS);
        pragmas.setCacheSize(-CACHE_KIB);
        // A commit never checkpoints: the checkpoint thread does, see Checkpoints.
        pragmas.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, "0");
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + config.file(), pragmas.toProperties());
        if (use == Use.WRITE && connection instanceof SQLiteConnection driver) {
            // Only the driver's flag, so that it does not try a BEGIN before each statement: Link begins and commits.
            driver.getConnectionConfig().setAutoCommit(false);
        }
        return prepared(connection, use == Use.READ ? "PRAGMA query_only = 1" : "PRAGMA query_only = 0");
    }

    private static Connection postgres(StoreConfig.PostgreSql config, Use use) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", config.user());
        properties.setProperty("password", config.password());
        properties.setProperty("ApplicationName", "muster");
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("loginTimeout", "4");
        properties.setProperty("socketTimeout", "30");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("reWriteBatchedInserts", "true");
        // Details of a server's error quote rows; errors are logged, rows are not.
        properties.setProperty("logServerErrorDetail", "false");
        Connection connection = DriverManager.getConnection(config.url(), properties);
        if (use == Use.READ) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        }
        connection.setAutoCommit(use == Use.READ);
        return prepared(connection,
                "SET SESSION synchronous_commit = on; SET SESSION statement_timeout = '15s';"
                        + " SET SESSION lock_timeout = '10s'; SET SESSION idle_in_transaction_session_timeout = '30s';"
                        + " SET SESSION plan_cache_mode = force_generic_plan");
    }

    private static Connection prepared(Connection connection, String settings) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(settings);
            if (!connection.getAutoCommit() && !(connection instanceof SQLiteConnection)) {
                connection.commit();
            }
            return connection;
        } catch (SQLException failed) {
            connection.close();
            throw failed;
        }
    }
}
