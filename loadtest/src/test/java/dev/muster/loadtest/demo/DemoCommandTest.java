package dev.muster.loadtest.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(60)
class DemoCommandTest {
    private final StringWriter err = new StringWriter();
    private final StringWriter out = new StringWriter();

    private int run(String... arguments) {
        return new CommandLine(new DemoCommand()).setErr(new PrintWriter(err)).setOut(new PrintWriter(out))
                .execute(arguments);
    }

    @Test
    void helpTeaches() {
        assertEquals(0, run("--help"));
        assertTrue(out.toString().contains("Examples:"), out.toString());
        assertTrue(out.toString().contains("Exit code 0"), out.toString());
    }

    @Test
    void refusesANumberOfDevicesOutOfRange() {
        assertEquals(2, run("--devices", "9", "--gateway-command", "true"));
        assertTrue(err.toString().contains("10 to 20,000"), err.toString());
    }

    @Test
    void refusesAnUnknownOption() {
        assertEquals(2, run("--device", "10"));
    }

    @Test
    void aGatewayThatDoesNotStartIsExitCodeOneAndItsLogIsKept(@TempDir Path directory) throws Exception {
        assertEquals(1, run("--devices", "10", "--gateway-command", "false", "--directory", directory.toString()));
        try (Stream<Path> kept = Files.walk(directory)) {
            assertTrue(kept.anyMatch(path -> path.endsWith("gateway.log")));
        }
    }
}
