package dev.muster.loadtest.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.loadtest.LoadTestMain;
import dev.muster.loadtest.cli.Usage;

@Timeout(60)
class DemoCommandTest {
    private final StringWriter err = new StringWriter();
    private final StringWriter out = new StringWriter();

    private int run(String... arguments) {
        return Usage.inOneLine(new DemoCommand()).setErr(new PrintWriter(err)).setOut(new PrintWriter(out))
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
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().contains("Did you mean") && err.toString().contains("--help"), err.toString());
    }

    @Test
    void saysItsVersion() {
        assertEquals(0, run("--version"));
        assertTrue(out.toString().startsWith("muster 0."), out.toString());
    }

    @Test
    void ctrlCLetsTheGatewayEndAndLeavesNothingBehind(@TempDir Path directory) throws Exception {
        Path gateway = Files.writeString(directory.resolve("gateway.sh"), """
                trap 'echo drained >"%1$s/drained"; exit 0' TERM
                echo started >"%1$s/started"
                while :; do sleep 0.1; done
                """.formatted(directory));
        Path home = Files.createDirectory(directory.resolve("home"));
        Path said = directory.resolve("said");
        Process demo = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp", System.getProperty("java.class.path"), LoadTestMain.class.getName(), "demo", "--devices", "10",
                "--directory", home.toString(), "--gateway-command", "sh " + gateway).redirectErrorStream(true)
                .redirectOutput(said.toFile()).start();
        try {
            while (!Files.exists(directory.resolve("started")) && demo.isAlive()) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            demo.destroy();
            assertTrue(demo.waitFor(30, TimeUnit.SECONDS), "it does not end");
            assertTrue(Files.exists(directory.resolve("drained")), Files.readString(said));
            assertTrue(Files.readString(said).contains("broken off"), Files.readString(said));
            try (Stream<Path> left = Files.list(home)) {
                assertEquals(List.of(), left.toList());
            }
        } finally {
            demo.destroyForcibly();
        }
    }

    @Test
    void aGatewayThatDoesNotStartIsExitCodeOneAndItsLogIsKept(@TempDir Path directory) throws Exception {
        assertEquals(1, run("--devices", "10", "--gateway-command", "false", "--directory", directory.toString()));
        try (Stream<Path> kept = Files.walk(directory)) {
            assertTrue(kept.anyMatch(path -> path.endsWith("gateway.log")));
        }
    }
}
