package dev.muster.gateway.store.sql;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.store.StoreUnusable;

/**
 * Keeps a second process off a SQLite file: group commit and the checkpoint thread count on being alone. The system drops
 * the lock with the process, however it ends; the lock's file stays and means nothing by itself.
 */
final class SqliteLock implements AutoCloseable {
    private final FileChannel channel;

    private SqliteLock(FileChannel channel) {
        this.channel = channel;
    }

    static SqliteLock take(Path database) {
        Path file = database.resolveSibling(database.getFileName() + ".lock");
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException unwritable) {
            throw new StoreUnusable("The data directory " + database.toAbsolutePath().getParent()
                    + " cannot be written. Make it writable for this user, or name another one.", unwritable);
        }
        try {
            if (tryLock(channel) != null) {
                return new SqliteLock(channel);
            }
            channel.close();
        } catch (IOException refused) {
            throw new StoreUnusable("The file " + file + " cannot be locked. Put the data on a local file system.",
                    refused);
        }
        throw new StoreUnusable("The database " + database + " is in use by another process."
                + " Stop that one first, or name another data directory.", null);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            // Another store of this very process has it.
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // The lock goes with the process at the latest.
        }
    }
}
