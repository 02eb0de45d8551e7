package dev.muster.loadtest.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.loadtest.target.GatewayProcess.GatewayTrouble;

/** Against shell scripts in a gateway's place: real processes, real signals. */
@Timeout(60)
class GatewayProcessTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String GREETING = """
            echo "check-in  https://localhost:1001"
            echo "enrol     https://localhost:1002"
            echo "admin     http://127.0.0.1:1003"
            echo "administrator token  secret-token  (shown once; stored hashed)"
            echo ready
            """;

    @TempDir
    private Path directory = Path.of("");

    private List<String> script(String body) throws Exception {
        Path file = directory.resolve("gateway.sh");
        Files.writeString(file, body);
        return List.of("sh", file.toString());
    }

    private GatewayProcess start(String body, Duration patience) throws Exception {
        return GatewayProcess.start(script(body), directory.resolve("muster.yaml"), directory.resolve("log"),
                patience);
    }

    @Test
    void readsListenersAndTokenAndStopsWithSigterm() throws Exception {
        try (GatewayProcess gateway = start(
                "trap 'exit 0' TERM\n[ \"$1 $2\" = 'serve --config' ] || exit 9\n" + GREETING
                        + "while :; do sleep 0.05; done\n",
                LONG)) {
            assertEquals(1001, gateway.checkIn().getPort());
            assertEquals(1002, gateway.enrol().getPort());
            assertEquals("http://127.0.0.1:1003", gateway.admin().toString());
            assertEquals("secret-token", gateway.token());
            assertTrue(gateway.alive());
            gateway.stop(LONG);
            assertFalse(gateway.alive());
        }
    }

    @Test
    void reportsAnExitCodeOtherThanZero() throws Exception {
        try (GatewayProcess gateway = start(
                "trap 'echo it broke >&2; exit 3' TERM\n" + GREETING + "while :; do sleep 0.05; done\n", LONG)) {
            GatewayTrouble trouble = assertThrows(GatewayTrouble.class, () -> gateway.stop(LONG));
            assertTrue(String.valueOf(trouble.getMessage()).contains("exit code 3"), trouble.getMessage());
            assertTrue(String.valueOf(trouble.getMessage()).contains("it broke"), trouble.getMessage());
        }
    }

    @Test
    void killsAGatewayThatDoesNotStop() throws Exception {
        try (GatewayProcess gateway = start("trap '' TERM\n" + GREETING + "while :; do sleep 0.05; done\n", LONG)) {
            GatewayTrouble trouble = assertThrows(GatewayTrouble.class, () -> gateway.stop(Duration.ofMillis(300)));
            assertTrue(String.valueOf(trouble.getMessage()).contains("did not stop"), trouble.getMessage());
        }
    }

    @Test
    void namesTheLogOfAGatewayThatEndsAtOnce() {
        GatewayTrouble trouble = assertThrows(GatewayTrouble.class,
                () -> start("echo port 8443 is in use >&2\nexit 1\n", LONG));
        String message = String.valueOf(trouble.getMessage());
        assertTrue(message.contains(directory.resolve("log").toString()), message);
        assertTrue(message.contains("port 8443 is in use"), message);
    }

    @Test
    void givesUpOnAGatewayThatStaysSilent() {
        GatewayTrouble trouble = assertThrows(GatewayTrouble.class,
                () -> start("exec sleep 30\n", Duration.ofMillis(300)));
        assertTrue(String.valueOf(trouble.getMessage()).contains("stayed silent"), trouble.getMessage());
    }

    @Test
    void saysThatACommandCannotBeStarted() {
        assertThrows(GatewayTrouble.class, () -> GatewayProcess.start(List.of("/nonexistent/muster"),
                directory.resolve("c"), directory.resolve("log"), LONG));
    }
}
