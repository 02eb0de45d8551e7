package dev.muster.protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Serves tests: the captured requests under {@code src/test/resources/vectors}. */
public final class Vectors {
    private Vectors() {}

    private static Path root() {
        try {
            return Path.of(Objects.requireNonNull(Vectors.class.getResource("/vectors")).toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Names of all vectors with this suffix, relative to the root, sorted. */
    public static List<String> names(String suffix) {
        Path root = root();
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(suffix)).map(file -> root.relativize(file).toString())
                    .sorted().toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The bytes of a vector. */
    public static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(root().resolve(name));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
