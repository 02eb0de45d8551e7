package dev.muster.gateway.store.sql;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

import org.sqlite.SQLiteConfig;

import dev.muster.certs.file.DurableFiles;
import dev.muster.gateway.store.StoreUnusable;

/**
 * Copies a SQLite store while a gateway writes to it: one read transaction, so the copy is of one moment, and nothing that was
 * deleted is in it. Commits go on meanwhile; only the write-ahead log cannot start over before the copy is done.
 */
public final class SqliteBackup {
    private static final int BUSY_MILLIS = 10_000;

    private SqliteBackup() {}

    /**
     * Writes a copy, durably, and proves that it can be read; for its owner only.
     *
     * @param database the store's file
     * @param target the copy; nothing may be there
     * @return bytes of the copy
     * @throws StoreUnusable if either file does not do; then no copy is left
     */
    public static long write(Path database, Path target) {
        if (Files.exists(target)) {
            throw new StoreUnusable("The file " + target + " is there already. Name one that is not; a backup replaces"
                    + " nothing.", null);
        }
        Path partial = target.resolveSibling(target.getFileName() + ".partial");
        try {
            Files.deleteIfExists(partial);
            SqliteFiles.keepPrivate(partial);
            copy(database, partial);
            check(partial);
            sync(partial);
            DurableFiles.rename(partial, target);
            return Files.size(target);
        } catch (SQLException failed) {
            forget(partial);
            throw new StoreUnusable("The store " + database + " cannot be copied to " + target + ": "
                    + Failures.name(failed) + ". " + SqliteTrouble.advice(failed), failed);
        } catch (IOException failed) {
            forget(partial);
            throw new StoreUnusable("The file " + target + " cannot be written (" + failed.getClass().getSimpleName()
                    + "). Name one in a directory that this user may write, with room for the store.", failed);
        } catch (StoreUnusable damaged) {
            forget(partial);
            throw damaged;
        }
    }

    private static void copy(Path database, Path partial) throws SQLException {
        SQLiteConfig settings = new SQLiteConfig();
        settings.setBusyTimeout(BUSY_MILLIS);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database, settings.toProperties());
                PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
            copy.setString(1, partial.toString());
            copy.execute();
        }
    }

    /** Throws {@link StoreUnusable} if a file is no whole store of ours. */
    static void check(Path file) {
        SqliteIntegrity.check(file, SqliteIntegrity.Depth.ALL, "Name a file that muster backup wrote.");
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Removes a file of a store with all that belongs to it, as far as that is possible. */
    static void forget(Path file) {
        for (String suffix : List.of("", "-wal", "-shm", "-journal", ".lock")) {
            try {
                Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
            } catch (IOException _) {
                // It is in nobody's way, and the next attempt tries again.
            }
        }
    }
}
