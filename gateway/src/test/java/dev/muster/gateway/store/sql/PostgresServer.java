package dev.muster.gateway.store.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * A real PostgreSQL, one for all tests of this JVM, ended with it. The library's own defaults switch durability off; here
 * it is on, and a test reads it back.
 */
final class PostgresServer {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private PostgresServer() {}

    private static final class Running {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder().setRegisterShutdownHook(false)
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on").setServerConfig("full_page_writes", "on")
                        .setServerConfig("max_connections", "200").start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server), "end-postgres"));
                return server;
            } catch (IOException failed) {
                throw new UncheckedIOException("PostgreSQL does not start", failed);
            }
        }
    }

    /** Writes everything out first, however long a busy disk takes: the library gives the server itself five seconds. */
    private static void end(EmbeddedPostgres server) {
        try (server;
                Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT");
        } catch (SQLException | IOException failed) {
            System.err.println("PostgreSQL was not ended well: " + failed);
        }
    }

    /** An empty database of its own. */
    static StoreConfig.PostgreSql database() {
        String name = "muster_" + DATABASES.incrementAndGet();
        try (Connection connection = administrator(); Statement statement = connection.createStatement()) {
            statement.execute(String.format(Locale.ROOT, "CREATE DATABASE %s", name));
        } catch (SQLException failed) {
            throw new IllegalStateException("no database for a test", failed);
        }
        return new StoreConfig.PostgreSql(Running.SERVER.getJdbcUrl("postgres", name), "postgres", "postgres");
    }

    /** A connection that may do everything to every database. */
    static Connection administrator() throws SQLException {
        return DriverManager.getConnection(Running.SERVER.getJdbcUrl("postgres", "postgres"), "postgres", "postgres");
    }
}
