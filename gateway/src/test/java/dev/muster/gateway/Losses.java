package dev.muster.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Files that an operator loses. */
final class Losses {
    private Losses() {}

    /** Deletes a file, or a directory with all below it. */
    static void delete(Path lost) throws IOException {
        try (Stream<Path> below = Files.walk(lost)) {
            for (Path file : below.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Copies a directory as it is. */
    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> below = Files.walk(from)) {
            for (Path file : below.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()),
                        java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
