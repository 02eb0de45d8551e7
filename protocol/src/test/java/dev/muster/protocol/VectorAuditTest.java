package dev.muster.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * No vector without a stated reading: whoever adds a file here either puts its reading beside it or names the test that states it. What the
 * gateway answers to the same files is stated in the {@code gateway} module.
 */
@Timeout(30)
final class VectorAuditTest {
    /** Tests that state readings in code, by folder; each names every file of it. */
    private static final Map<String, String> IN_CODE = Map.of("apple/", "apple/AppleVectorTest.java", "enrollment/",
            "enrollment/EnrollmentRequestTest.java");

    @Test
    void everyFileHasAReading() throws IOException {
        List<String> all = Vectors.names("").stream().filter(name -> name.contains(".")).toList();
        List<String> without = new ArrayList<>();
        for (String name : all) {
            if (!isRead(name, all)) {
                without.add(name);
            }
        }
        assertEquals(List.of(), without);
    }

    private static boolean isRead(String name, List<String> all) throws IOException {
        String bare = name.replaceFirst("\\.[a-z]+$", "");
        if (name.endsWith(".md") || name.endsWith(".csv")) {
            return true;
        }
        if (name.endsWith(".reading")) {
            return all.contains(bare + ".xml") || all.contains(bare + ".wbxml");
        }
        if (name.endsWith(".bplist")) {
            return all.contains(bare + ".plist");
        }
        for (Map.Entry<String, String> folder : IN_CODE.entrySet()) {
            if (name.startsWith(folder.getKey())) {
                return names(folder.getValue(), bare.substring(folder.getKey().length()));
            }
        }
        return all.contains(bare + ".reading");
    }

    /** A test names a vector as a string, or, of the numbered ones, by its number alone or in a list. */
    private static boolean names(String test, String vector) throws IOException {
        String source = Files.readString(Path.of("src/test/java/dev/muster/protocol").resolve(test));
        return source.contains("\"" + vector + "\"")
                || (vector.matches("00[0-9]-req")
                        && source.matches("(?s).*(read\\(|\\{|, )" + vector.charAt(2) + "[,)}].*"));
    }

    @Test
    void everyTestThatStatesReadingsIsThere() {
        IN_CODE.values().forEach(test -> assertTrue(
                Files.isRegularFile(Path.of("src/test/java/dev/muster/protocol").resolve(test)), test));
    }
}
