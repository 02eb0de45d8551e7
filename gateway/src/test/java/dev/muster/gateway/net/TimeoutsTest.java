package dev.muster.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.gateway.config.Limits;
import dev.muster.gateway.model.Reply;

/** Clients that take their time are cut off in each phase, and others go on being served (idea 13). */
@Timeout(60)
class TimeoutsTest {
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final int LARGE = 64 << 20;

    private Path directory;
    @SuppressWarnings("NullAway.Init") // every test opens one, with its own limits
    private Harness harness;

    @BeforeEach
    void make(@TempDir Path made) {
        directory = made;
    }

    @AfterEach
    void close() {
        harness.close();
    }

    private void open(Limits.Timeouts timeouts) throws Exception {
        harness = new Harness(directory, Limits.DEFAULTS.with(timeouts));
    }

    /** Sends a piece every 100 ms until the other side has had enough. */
    private static void drip(RawClient.Connection connection, String piece) throws InterruptedException {
        try {
            for (int i = 0; i < 300; i++) {
                connection.send(piece);
                Thread.sleep(100);
            }
        } catch (IOException cutOff) {
            return;
        }
    }

    private void othersAreServed() throws IOException {
        assertEquals(200, harness.device().once(Requests.idle()).status());
    }

    @Test
    void cutsOffAHandshakeThatDoesNotBegin() throws Exception {
        open(new Limits.Timeouts(SHORT, LONG, LONG, LONG, LONG));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(),
                harness.listeners.checkInAddress().getPort())) {
            socket.setSoTimeout(20_000);

            assertEquals(-1, socket.getInputStream().read());
        }
        assertTrue(harness.events.tell("handshake failed"));
        othersAreServed();
    }

    @Test
    void cutsOffHeadersThatDripIn() throws Exception {
        open(new Limits.Timeouts(LONG, SHORT, LONG, LONG, LONG));
        try (var connection = harness.device().connect()) {
            connection.send("POST /mdm/apple HTTP/1.1\r\nHost: x\r\n");
            drip(connection, "X: y\r\n");
        }
        assertTrue(harness.events.tell("bound header-time"), () -> "told: " + harness.events);
        othersAreServed();
    }

    @Test
    void cutsOffHeadersThatStop() throws Exception {
        open(new Limits.Timeouts(LONG, SHORT, LONG, LONG, LONG));
        try (var connection = harness.device().connect()) {
            connection.send("POST /mdm");

            assertTrue(connection.isEnded());
        }
        assertTrue(harness.events.tell("bound header-time"), () -> "told: " + harness.events);
    }

    @Test
    void cutsOffABodyThatDripsIn() throws Exception {
        open(new Limits.Timeouts(LONG, LONG, SHORT, LONG, LONG));
        try (var connection = harness.device().connect()) {
            connection.send("POST /mdm/apple HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");
            drip(connection, "x");
        }
        assertTrue(harness.events.tell("bound body-time"), () -> "told: " + harness.events);
        assertEquals(0, harness.handled.size());
        othersAreServed();
    }

    @Test
    void cutsOffARefusedBodyThatNeverComes() throws Exception {
        open(new Limits.Timeouts(LONG, LONG, SHORT, LONG, LONG));
        try (var connection = harness.device().connect()) {
            connection.send("POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n");

            assertTrue(connection.isEnded());
        }
        assertTrue(harness.events.tell("bound body-time"), () -> "told: " + harness.events);
    }

    @Test
    void closesAnIdleConnectionAfterAnAnswer() throws Exception {
        open(new Limits.Timeouts(LONG, LONG, LONG, SHORT, LONG));
        try (var connection = harness.device().connect()) {
            connection.send(Requests.idle());
            assertEquals(200, connection.read().status());

            assertTrue(connection.isEnded());
        }
        assertTrue(harness.events.tell("bound idle-time"), () -> "told: " + harness.events);
        othersAreServed();
    }

    @Test
    void doesNotCutOffARequestThatIsBeingHandled() throws Exception {
        open(new Limits.Timeouts(LONG, SHORT, SHORT, SHORT, SHORT));
        harness.engine = checkIn -> {
            sleep(SHORT.multipliedBy(4));
            return Reply.NOTHING;
        };
        try (var connection = harness.device().connect()) {
            connection.send(Requests.idle());

            assertEquals(200, connection.read().status());
        }
    }

    @Test
    void cutsOffAClientThatDoesNotTakeItsAnswer() throws Exception {
        open(new Limits.Timeouts(LONG, LONG, LONG, LONG, SHORT));
        harness.engine = checkIn -> new Reply.Answer(new byte[LARGE]);
        try (var connection = harness.device().connect()) {
            connection.send(Requests.idle());

            assertTrue(harness.events.tell("bound write-time"), () -> "told: " + harness.events);
        }
        harness.engine = checkIn -> Reply.NOTHING;
        othersAreServed();
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
