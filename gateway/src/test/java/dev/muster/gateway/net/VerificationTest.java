package dev.muster.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.certs.identity.ClientVerifier;
import dev.muster.gateway.config.Limits;

/** Certificates never seen before are verified off the loop, in bounded number, while their connections wait (idea 11). */
@Timeout(60)
class VerificationTest {
    private final CountDownLatch gate = new CountDownLatch(1);
    private Harness harness;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        Limits limits = Limits.DEFAULTS.with(new Limits.Connections(1_000, 10, 1_000, 1_000, 1, 1 << 10, 10));
        harness = new Harness(directory, limits, Waiting::new);
    }

    @AfterEach
    void close() {
        gate.countDown();
        harness.close();
    }

    /** Verifies only once the gate is open. */
    private final class Waiting implements ClientVerifier {
        private final ClientVerifier next;

        Waiting(ClientVerifier next) {
            this.next = next;
        }

        @Override
        public Optional<Verdict> quick(byte[] der, Instant now) {
            return next.quick(der, now);
        }

        @Override
        public Verdict verify(byte[] der, Instant now) {
            try {
                gate.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return next.verify(der, now);
        }
    }

    @Test
    void holdsWhatIsSentMeanwhileAndAnswersItAfterwards() throws Exception {
        try (var connection = harness.device().connect()) {
            connection.send(Requests.idle());
            assertEquals(0, harness.events.count("admitted"));
            gate.countDown();

            assertEquals(200, connection.read().status());
        }
        assertEquals(1, harness.events.count("admitted"));
    }

    @Test
    void closesAConnectionThatSendsMoreThanIsHeld() throws Exception {
        try (var connection = harness.device().connect()) {
            sendUntilCutOff(connection, "x".repeat(64 << 10));

            assertTrue(harness.events.tell("bound held-bytes"), () -> "told: " + harness.events);
            assertTrue(connection.isEnded());
        }
        gate.countDown();
        assertEquals(200, harness.device().once(Requests.idle()).status());
    }

    private static void sendUntilCutOff(RawClient.Connection connection, String text) {
        try {
            connection.send(text);
        } catch (IOException cutOff) {
            assertTrue(connection.isEnded());
        }
    }

    @Test
    void closesConnectionsPastTheBoundOfVerifications() throws Exception {
        int more = Runtime.getRuntime().availableProcessors() + 2;
        List<RawClient.Connection> waiting = new ArrayList<>();
        try {
            for (int i = 0; i < more; i++) {
                waiting.add(harness.device().connect());
            }
            assertTrue(harness.events.tell("bound verifications"), () -> "told: " + harness.events);
        } finally {
            for (RawClient.Connection connection : waiting) {
                connection.close();
            }
        }
        gate.countDown();
        RawClient later = harness.device();
        for (int i = 0; i < 100 && later.isCutOff(); i++) {
            Thread.sleep(20);
        }
        assertEquals(200, later.once(Requests.idle()).status(), "once the waiting ones are through");
    }
}
