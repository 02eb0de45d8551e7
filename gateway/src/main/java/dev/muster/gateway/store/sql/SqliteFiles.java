package dev.muster.gateway.store.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.certs.file.DurableFiles;
import dev.muster.gateway.store.StoreUnusable;

/**
 * Keeps a SQLite store's files to their owner (mode 0600). SQLite gives its log and its shared memory the mode of the database,
 * so the database is made here, empty, before SQLite opens it.
 */
final class SqliteFiles {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteFiles.class);
    private static final String PRIVATE = "rw-------";

    private SqliteFiles() {}

    /** Throws {@link StoreUnusable}. */
    static void keepPrivate(Path database) {
        if (!database.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        try {
            if (!Files.exists(database)) {
                FileAttribute<?> mode = PosixFilePermissions
                        .asFileAttribute(PosixFilePermissions.fromString(PRIVATE));
                Files.createFile(database, mode);
            }
        } catch (IOException unwritable) {
            throw new StoreUnusable("The file " + database + " cannot be made (" + unwritable.getClass().getSimpleName()
                    + "). Make its directory writable for this user and see that the disk is not full.", unwritable);
        }
        for (String suffix : List.of("", "-wal", "-shm", ".lock")) {
            close(database.resolveSibling(database.getFileName() + suffix));
        }
    }

    /** A file of a store that was made with a wider mode. */
    private static void close(Path file) {
        try {
            if (Files.exists(file) && DurableFiles.isOpenToOthers(file)) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(PRIVATE));
            }
        } catch (IOException notOurs) {
            LOG.warn("other users may read {}, and its mode cannot be changed; set it to 600", file);
        }
    }
}
