package dev.muster.gateway.store.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.gateway.store.StoreUnusable;

/** Proves that a SQLite file is a whole store of ours before anybody counts on it. */
final class SqliteIntegrity {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteIntegrity.class);

    /** How thoroughly. */
    enum Depth {
        /** Every page, without comparing indexes with their tables: about as fast as the file can be read. */
        PAGES("PRAGMA quick_check(1)"),
        /** Everything. */
        ALL("PRAGMA integrity_check(1)");

        private final String sql;

        Depth(String sql) {
            this.sql = sql;
        }
    }

    private SqliteIntegrity() {}

    /**
     * Looks through a store whose process did not close it: it was killed, or the machine went down. A store that was closed
     * leaves no log behind. Throws {@link StoreUnusable} if it is damaged.
     */
    static void afterUncleanStop(Path file) {
        if (sizeOf(file.resolveSibling(file.getFileName() + "-wal")) == 0) {
            return;
        }
        LOG.info("{} was not closed when it was last used: it is checked before devices are served", file);
        check(file, Depth.PAGES, "Restore it from a backup; a new one would know none of the devices.");
    }

    /** Throws {@link StoreUnusable} if a file is no whole store of ours. */
    static void check(Path file, Depth depth, String remedy) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            if (!one(statement, "PRAGMA application_id").equals(Integer.toString(Connections.APPLICATION_ID))) {
                throw new StoreUnusable("The file " + file + " is no store of Muster's. " + remedy, null);
            }
            if (!one(statement, depth.sql).equals("ok")) {
                throw new StoreUnusable("The file " + file + " is damaged. " + remedy, null);
            }
        } catch (SQLException unreadable) {
            throw new StoreUnusable("The file " + file + " cannot be read as a database: " + Failures.name(unreadable)
                    + ". " + remedy, unreadable);
        }
    }

    private static String one(Statement statement, String sql) throws SQLException {
        try (ResultSet found = statement.executeQuery(sql)) {
            return found.next() ? String.valueOf(found.getString(1)) : "";
        }
    }

    /** Bytes of a file; 0 if there is none. */
    static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException _) {
            return 0;
        }
    }
}
