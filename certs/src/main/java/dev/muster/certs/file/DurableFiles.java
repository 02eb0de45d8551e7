package dev.muster.certs.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes small files that must survive a crash and that nobody else may read: mode 0600, synced before they get their name,
 * the directory synced after. A reader sees the old content or the new one, never a part.
 */
public final class DurableFiles {
    private static final FileAttribute<?>[] NONE = {};
    private static final AtomicLong WRITES = new AtomicLong();

    private DurableFiles() {}

    /** Writes or replaces a file. */
    public static void write(Path file, byte[] content) throws IOException {
        Path beside = beside(file);
        try {
            writeSynced(beside, content);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
        syncDirectory(parent(file));
    }

    /**
     * Writes a file that must not exist yet; of two processes one wins.
     *
     * @throws FileAlreadyExistsException if it exists
     */
    public static void create(Path file, byte[] content) throws IOException {
        Path beside = beside(file);
        try {
            writeSynced(beside, content);
            // A hard link fails when the name is taken; a rename would silently replace the other process's file.
            Files.createLink(file, beside);
        } catch (UnsupportedOperationException noLinks) {
            writeSynced(file, content);
        } finally {
            Files.deleteIfExists(beside);
        }
        syncDirectory(parent(file));
    }

    /** Makes a directory that only its owner may enter, with those above it. */
    public static void createDirectory(Path directory) throws IOException {
        Files.createDirectories(directory, isPosix(directory) ? attributes("rwx------") : NONE);
    }

    /** Gives a directory its final name at once; an empty directory of that name is replaced. */
    public static void rename(Path from, Path to) throws IOException {
        syncDirectory(from);
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        syncDirectory(parent(to));
    }

    /** Whether somebody beside the owner may read or write the file; false where there are no such permissions. */
    public static boolean isOpenToOthers(Path file) throws IOException {
        if (!isPosix(file)) {
            return false;
        }
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        permissions.addAll(Files.getPosixFilePermissions(file));
        permissions.removeAll(PosixFilePermissions.fromString("rwx------"));
        return !permissions.isEmpty();
    }

    private static void writeSynced(Path file, byte[] content) throws IOException {
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(file, options, isPosix(file) ? attributes("rw-------") : NONE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    private static void syncDirectory(Path directory) throws IOException {
        // Other systems than POSIX ones refuse to open a directory; there a rename is durable by itself or not at all.
        if (isPosix(directory)) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static Path beside(Path file) {
        // Unlike for each writer, in this process and in others that start at the same time.
        String mark = ProcessHandle.current().pid() + "-" + WRITES.incrementAndGet();
        return parent(file).resolve("." + file.getFileName() + "." + mark + ".new");
    }

    private static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static FileAttribute<?>[] attributes(String permissions) {
        return new FileAttribute<?>[] {
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))};
    }
}
