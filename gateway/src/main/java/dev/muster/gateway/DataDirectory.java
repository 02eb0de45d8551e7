package dev.muster.gateway;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.certs.file.DurableFiles;

/** The directory that holds everything a gateway keeps; nobody but its user may enter a new one (mode 0700). */
final class DataDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);
    private static final String TEMPORARY = "tmp";

    private final Path root;

    private DataDirectory(Path root) {
        this.root = root;
    }

    /** Where native libraries of a gateway with that data directory are unpacked. */
    static Path temporary(Path directory) {
        return directory.toAbsolutePath().resolve(TEMPORARY);
    }

    /** A directory that is there already; makes and proves nothing. */
    static DataDirectory at(Path directory) {
        return new DataDirectory(directory);
    }

    /** Makes the directory if it is missing, and proves that it can be written. */
    static DataDirectory open(Path directory) throws CannotStart {
        try {
            create(directory);
            if (DurableFiles.isOpenToOthers(directory)) {
                LOG.warn("other users may enter the data directory {}; close it with chmod 700", directory);
            }
            Path temporary = temporary(directory);
            create(temporary);
            empty(temporary);
            Path proof = Files.createTempFile(directory, "writable", "");
            Files.delete(proof);
            return new DataDirectory(directory);
        } catch (FileAlreadyExistsException file) {
            throw CannotStart.because("the data directory " + directory + " cannot be used: " + file.getFile()
                    + " is a file; name a directory with --data");
        } catch (IOException unwritable) {
            throw CannotStart.because("the data directory " + directory + " cannot be used: "
                    + reason(unwritable) + "; name a directory with --data that this user may write");
        }
    }

    private static String reason(IOException failed) {
        return switch (failed) {
            case AccessDeniedException denied -> "this user may not write " + denied.getFile();
            case FileSystemException other when other.getReason() != null -> other.getFile() + ": " + other.getReason();
            default -> String.valueOf(failed.getMessage());
        };
    }

    private static void create(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (Files.getFileStore(parent == null ? directory : parent).supportsFileAttributeView("posix")) {
            Files.createDirectory(directory,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectory(directory);
        }
    }

    /** A process that was killed leaves its unpacked libraries; one that still runs has them mapped and does not mind. */
    private static void empty(Path temporary) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(temporary)) {
            for (Path file : left) {
                if (Files.isRegularFile(file)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    Path vaultKey() {
        return root.resolve("muster.key");
    }

    Path ca() {
        return root.resolve("ca");
    }

    Path server() {
        return root.resolve("server");
    }

    Path database() {
        return root.resolve("muster.db");
    }
}
