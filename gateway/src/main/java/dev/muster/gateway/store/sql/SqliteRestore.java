package dev.muster.gateway.store.sql;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;

import dev.muster.certs.file.DurableFiles;
import dev.muster.certs.secret.Vault;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.RecoveryStore.Marked;
import dev.muster.gateway.store.Store;
import dev.muster.gateway.store.StoreUnusable;

/**
 * Puts a copy in the place of a SQLite store. The copy is prepared beside it, with everything a restored store has to know of
 * itself already in it, and takes the place by a rename: there is no moment in which a gateway could start with a copy that
 * does not know that it is one.
 */
public final class SqliteRestore {
    private static final String READY = "restoring";

    private SqliteRestore() {}

    /** Proves, while the copy is prepared, that it is the right one: throws what is to be said otherwise. */
    @FunctionalInterface
    public interface Proof<E extends Exception> {
        /** Looks at the opened copy. */
        void of(Store copy) throws E;
    }

    /**
     * What became of a restore.
     *
     * @param marked rows of the copy that were changed
     * @param former where the former store lies now; equals the database's path if there was none
     */
    public record Restored(Marked marked, Path former) {}

    /**
     * Restores.
     *
     * @param database the store's file; what is there is kept under another name
     * @param backup a file of {@link SqliteBackup}
     * @throws StoreUnusable if the store is in use, or one of the files does not do; the store is as it was then
     */
    public static <E extends Exception> Restored put(Path database, Path backup, Vault vault, Clock clock,
            Proof<E> proof) throws E {
        if (!Files.isRegularFile(backup)) {
            throw new StoreUnusable("The file " + backup + " does not exist. Name a file that muster backup wrote.",
                    null);
        }
        SqliteBackup.check(backup);
        Path ready = database.resolveSibling(database.getFileName() + "." + READY);
        try (SqliteLock _ = SqliteLock.take(database)) {
            SqliteBackup.forget(ready);
            copy(backup, ready);
            Marked marked = mark(ready, vault, clock, proof);
            return new Restored(marked, swap(database, ready, clock));
        } catch (IOException failed) {
            throw new StoreUnusable("The backup cannot be put into " + database.toAbsolutePath().getParent() + " ("
                    + failed.getClass().getSimpleName() + "). See that this user may write there and that there is room"
                    + " for it; the store is as it was.", failed);
        } finally {
            SqliteBackup.forget(ready);
        }
    }

    private static void copy(Path backup, Path ready) throws IOException {
        SqliteFiles.keepPrivate(ready);
        try (FileChannel from = FileChannel.open(backup, StandardOpenOption.READ);
                FileChannel to = FileChannel.open(ready, StandardOpenOption.WRITE)) {
            long size = from.size();
            for (long at = 0; at < size;) {
                at += from.transferTo(at, size - at, to);
            }
            to.force(true);
        }
    }

    private static <E extends Exception> Marked mark(Path ready, Vault vault, Clock clock, Proof<E> proof) throws E {
        try (SqlStore copy = SqlStore.open(new StoreConfig.Sqlite(ready), vault, clock, GatewayEvents.NONE)) {
            proof.of(copy);
            return copy.recovery().markRestored(clock.instant());
        }
    }

    /** The last connection that closes leaves no log behind, so the file alone is the store. */
    private static Path swap(Path database, Path ready, Clock clock) throws IOException {
        if (Files.exists(ready.resolveSibling(ready.getFileName() + "-wal"))) {
            throw new IOException("the prepared copy was not closed well");
        }
        Path former = database.resolveSibling(database.getFileName() + ".before-restore-" + clock.millis());
        boolean any = false;
        // A log is found by its database's name: both move, the log first, so that no log ever lies by a foreign file.
        for (String suffix : List.of("-wal", "-shm", "")) {
            Path part = database.resolveSibling(database.getFileName() + suffix);
            if (Files.exists(part)) {
                Files.move(part, former.resolveSibling(former.getFileName() + suffix),
                        StandardCopyOption.ATOMIC_MOVE);
                any = true;
            }
        }
        DurableFiles.rename(ready, database);
        return any ? former : database;
    }
}
