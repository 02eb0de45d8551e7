package dev.muster.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.gateway.config.Limits;
import dev.muster.gateway.model.Reply;

/** What HTTP/2 lets a client do that it should not: each is bounded and counted, and others go on being served (idea 13). */
@Timeout(60)
class Http2AbuseTest {
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final int KIB = 1 << 10;
    private static final long REFUSED_STREAM = 7;
    private static final long ENHANCE_YOUR_CALM = 11;

    private final CountDownLatch gate = new CountDownLatch(1);
    private Path directory;
    @SuppressWarnings("NullAway.Init") // every test opens one, with its own limits
    private Harness harness;

    @BeforeEach
    void make(@TempDir Path made) {
        directory = made;
    }

    @AfterEach
    void close() {
        gate.countDown();
        harness.close();
    }

    private void open(Limits limits) throws Exception {
        harness = new Harness(directory, limits);
    }

    private void block() {
        harness.engine = checkIn -> {
            try {
                gate.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return Reply.NOTHING;
        };
    }

    private void awaitHandled(int many) throws InterruptedException {
        for (int i = 0; i < 500 && harness.handled.size() < many; i++) {
            Thread.sleep(10);
        }
        assertEquals(many, harness.handled.size());
    }

    private void awaitNoRequest() throws InterruptedException {
        for (int i = 0; i < 500 && harness.listeners.requests() > 0; i++) {
            Thread.sleep(10);
        }
        assertEquals(0, harness.listeners.requests(), "all gave their places back");
    }

    private void othersAreServed() throws IOException {
        try (FrameClient other = harness.device().frames()) {
            other.apple(1, Requests.idleBody()).flush();
            assertEquals("200", other.status());
        }
    }

    private static byte[] number(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    @Test
    void refusesStreamsPastTheirBoundAndServesTheOthers() throws Exception {
        open(Limits.DEFAULTS.with(Limits.DEFAULTS.requests().withStreams(2)));
        block();
        // This client never acknowledges our settings, so it is not bound to what they say.
        try (FrameClient client = harness.device().frames()) {
            client.apple(1, Requests.idleBody()).apple(3, Requests.idleBody()).apple(5, Requests.idleBody()).flush();
            FrameClient.Frame refused = client.await(FrameClient.RST_STREAM);
            assertEquals(5, refused.stream());
            assertEquals(REFUSED_STREAM, refused.error());
            assertTrue(harness.events.tell("bound streams"));

            gate.countDown();
            assertEquals("200", client.status());
            assertEquals("200", client.status());
            client.apple(7, Requests.idleBody()).flush();
            assertEquals("200", client.status());
        }
    }

    @Test
    void resettingAStreamBuysNoMoreWork() throws Exception {
        open(Limits.DEFAULTS.with(Limits.DEFAULTS.requests().withStreams(4)));
        block();
        try (FrameClient client = harness.device().frames()) {
            for (int stream = 1; stream < 2_000; stream += 2) {
                client.apple(stream, Requests.idleBody()).frame(FrameClient.RST_STREAM, 0, stream, number(8));
            }
            client.flush();
            assertTrue(harness.events.tell("bound http2-flood"), () -> "told: " + harness.events);
            assertTrue(client.isEnded());
        }
        awaitHandled(4);
        gate.countDown();
        awaitNoRequest();
        othersAreServed();
    }

    private void flood(int type, int flags, int stream, byte[] payload, int many) throws Exception {
        open(Limits.DEFAULTS);
        try (FrameClient client = harness.device().frames()) {
            try {
                for (int i = 0; i < many; i++) {
                    client.frame(type, flags, stream, payload);
                }
                client.flush();
                FrameClient.Frame farewell = client.await(FrameClient.GOAWAY);
                assertEquals(ENHANCE_YOUR_CALM, farewell.error());
            } catch (IOException reset) {
                assertFalse(harness.events.count("bound http2-flood") > 1);
            }
            assertTrue(client.isEnded());
        }
        assertTrue(harness.events.tell("bound http2-flood"), () -> "told: " + harness.events);
        othersAreServed();
    }

    @Test
    void endsAFloodOfPings() throws Exception {
        flood(FrameClient.PING, 0, 0, new byte[8], 50_000);
    }

    @Test
    void endsAFloodOfSettings() throws Exception {
        flood(FrameClient.SETTINGS, 0, 0, new byte[0], 50_000);
    }

    @Test
    void endsAFloodOfWindowUpdates() throws Exception {
        flood(FrameClient.WINDOW_UPDATE, 0, 0, number(1), 50_000);
    }

    @Test
    void endsAFloodOfUnknownFramesButTakesAFew() throws Exception {
        flood(0xfa, 0, 0, new byte[3], 50_000);
        try (FrameClient client = harness.device().frames()) {
            client.frame(0xfa, 0, 0, new byte[3]).frame(0x10, 0, 0, new byte[9]).apple(1, Requests.idleBody()).flush();
            assertEquals("200", client.status());
        }
    }

    @Test
    void endsAFloodOfContinuations() throws Exception {
        open(Limits.DEFAULTS);
        try (FrameClient client = harness.device().frames()) {
            client.frame(FrameClient.HEADERS, 0, 1, FrameClient.head("PUT", "/mdm/apple"));
            for (int i = 0; i < 1_000; i++) {
                client.frame(FrameClient.CONTINUATION, 0, 1, new byte[0]);
            }
            client.flush();
            assertTrue(client.isEnded());
        }
        assertTrue(harness.events.tell("bound http2-flood"), () -> "told: " + harness.events);
        othersAreServed();
    }

    @Test
    void endsAConnectionWhoseHeadersGrowWithoutEnd() throws Exception {
        open(Limits.DEFAULTS);
        try (FrameClient client = harness.device().frames()) {
            client.frame(FrameClient.HEADERS, 0, 1, FrameClient.head("PUT", "/mdm/apple"));
            for (int i = 0; i < 4; i++) {
                client.frame(FrameClient.CONTINUATION, 0, 1, FrameClient.block("x-" + i, "y".repeat(10_000)));
            }
            client.flush();
            assertTrue(client.isEnded());
        }
        assertTrue(harness.events.tell("refused UNKNOWN MALFORMED"), () -> "told: " + harness.events);
        othersAreServed();
    }

    @Test
    void endsAFloodOfEmptyData() throws Exception {
        open(Limits.DEFAULTS);
        try (FrameClient client = harness.device().frames()) {
            client.frame(FrameClient.HEADERS, FrameClient.END_HEADERS, 1, FrameClient.head("PUT", "/mdm/apple"));
            for (int i = 0; i < 1_000; i++) {
                client.frame(FrameClient.DATA, 0, 1, new byte[0]);
            }
            client.flush();
            assertTrue(client.isEnded());
        }
        assertTrue(harness.events.tell("bound http2-flood"), () -> "told: " + harness.events);
    }

    @Test
    void refusesLongPathsAndLargeHeadersAsOverHttp11() throws Exception {
        open(Limits.DEFAULTS);
        try (FrameClient client = harness.device().frames()) {
            client.frame(FrameClient.HEADERS, FrameClient.END_HEADERS | FrameClient.END_STREAM, 1,
                    FrameClient.head("PUT", "/mdm/apple?" + "x".repeat(5_000))).flush();
            assertEquals("413", client.status());
            assertTrue(harness.events.tell("refused APPLE TOO_LARGE"));
        }
        try (FrameClient client = harness.device().frames()) {
            client.frame(FrameClient.HEADERS, 0, 1, FrameClient.head("PUT", "/mdm/apple", "x", "y".repeat(12_000)))
                    .frame(FrameClient.CONTINUATION, FrameClient.END_HEADERS, 1,
                            FrameClient.block("z", "y".repeat(10_000)))
                    .flush();
            assertEquals("413", client.status());
            assertTrue(harness.events.tell("refused UNKNOWN TOO_LARGE"));
        }
    }

    @Test
    void aStreamThatContradictsItselfIsResetAndCounted() throws Exception {
        open(Limits.DEFAULTS);
        try (FrameClient client = harness.device().frames()) {
            client.frame(FrameClient.HEADERS, FrameClient.END_HEADERS, 1,
                    FrameClient.head("PUT", "/mdm/apple", "content-length", "5"))
                    .frame(FrameClient.DATA, FrameClient.END_STREAM, 1, new byte[9]).flush();
            assertEquals(1, client.await(FrameClient.RST_STREAM).stream());
            client.frame(FrameClient.HEADERS, FrameClient.END_HEADERS | FrameClient.END_STREAM, 3,
                    FrameClient.block(":method", "PUT", ":scheme", "https")).flush();
            assertEquals("400", client.status());
            client.frame(FrameClient.HEADERS, FrameClient.END_HEADERS | FrameClient.END_STREAM, 5,
                    FrameClient.head("PUT", "/mdm/apple", "Upper", "case")).flush();
            assertEquals(5, client.await(FrameClient.RST_STREAM).stream());
            client.apple(7, Requests.idleBody()).flush();
            assertEquals("200", client.status());
        }
        assertEquals(3, harness.events.count("refused UNKNOWN MALFORMED"), () -> "told: " + harness.events);
        assertEquals(1, harness.handled.size());
    }

    @Test
    void cutsOffABodyThatNeverEnds() throws Exception {
        open(Limits.DEFAULTS.with(new Limits.Timeouts(LONG, LONG, SHORT, LONG, LONG)));
        try (FrameClient client = harness.device().frames()) {
            client.frame(FrameClient.HEADERS, FrameClient.END_HEADERS, 1, FrameClient.head("PUT", "/mdm/apple"))
                    .frame(FrameClient.DATA, 0, 1, new byte[10]).flush();
            assertTrue(client.isEnded());
        }
        assertTrue(harness.events.tell("bound body-time"), () -> "told: " + harness.events);
        awaitNoRequest();
        othersAreServed();
    }

    @Test
    void cutsOffAClientThatDoesNotOpenItsWindow() throws Exception {
        open(Limits.DEFAULTS.with(new Limits.Timeouts(LONG, LONG, LONG, LONG, SHORT)));
        harness.engine = checkIn -> new Reply.Answer(new byte[1 << 20]);
        try (FrameClient client = harness.device().frames()) {
            client.apple(1, Requests.idleBody()).flush();
            assertTrue(client.isEnded());
        }
        assertTrue(harness.events.tell("bound write-time"), () -> "told: " + harness.events);
    }

    @Test
    void pingsDoNotKeepAConnectionThatAsksNothing() throws Exception {
        open(Limits.DEFAULTS.with(new Limits.Timeouts(LONG, LONG, LONG, SHORT, LONG)));
        try (FrameClient client = harness.device().frames()) {
            client.apple(1, Requests.idleBody()).flush();
            assertEquals("200", client.status());
            Thread pinging = Thread.ofVirtual().start(() -> ping(client));
            assertTrue(client.isEnded());
            pinging.join();
        }
        assertEquals(1, harness.events.count("bound idle-time"), () -> "told: " + harness.events);
    }

    private static void ping(FrameClient client) {
        try {
            for (int i = 0; i < 300; i++) {
                client.frame(FrameClient.PING, 0, 0, new byte[8]).flush();
                Thread.sleep(50);
            }
        } catch (IOException | InterruptedException ended) {
            return;
        }
    }

    @Test
    void bodiesPastTheBudgetOfAllAreRefusedAndGivenBack() throws Exception {
        open(Limits.DEFAULTS.with(Limits.DEFAULTS.requests().withBodies(64 * KIB, 64 * KIB)));
        try (FrameClient client = harness.device().frames(); FrameClient second = harness.device().frames()) {
            client.frame(FrameClient.HEADERS, FrameClient.END_HEADERS, 1, FrameClient.head("PUT", "/mdm/apple"))
                    .frame(FrameClient.DATA, 0, 1, new byte[15 * KIB]).frame(FrameClient.DATA, 0, 1, new byte[15 * KIB])
                    .frame(FrameClient.DATA, 0, 1, new byte[15 * KIB]).apple(3, Requests.idleBody()).flush();
            assertEquals("200", client.status(), "what came before it has arrived");
            second.frame(FrameClient.HEADERS, FrameClient.END_HEADERS, 1, FrameClient.head("PUT", "/mdm/apple"))
                    .frame(FrameClient.DATA, 0, 1, new byte[15 * KIB]).frame(FrameClient.DATA, 0, 1, new byte[15 * KIB])
                    .flush();
            assertEquals("503", second.status());
            assertTrue(harness.events.tell("bound body-budget"));
        }
        awaitNoRequest();
        othersAreServed();
    }

    @Test
    void garbageInsteadOfFramesEndsTheConnection() throws Exception {
        open(Limits.DEFAULTS);
        try (FrameClient client = harness.device().frames()) {
            client.frame(FrameClient.PING, 0, 0, new byte[3]).flush();
            assertTrue(client.isEnded());
        }
        assertTrue(harness.events.tell("refused UNKNOWN MALFORMED"), () -> "told: " + harness.events);
        othersAreServed();
    }

    @Test
    void saysFarewellWhenDrainingAndAnswersWhatIsUnderWay() throws Exception {
        open(Limits.DEFAULTS);
        block();
        try (FrameClient client = harness.device().frames()) {
            client.apple(1, Requests.idleBody()).flush();
            awaitHandled(1);
            Thread drain = Thread.ofVirtual().start(() -> harness.listeners.drain(Duration.ofSeconds(30)));
            assertEquals(0, client.await(FrameClient.GOAWAY).error());
            gate.countDown();
            assertEquals("200", client.status());
            assertTrue(client.isEnded());
            drain.join();
        }
        assertEquals(0, harness.listeners.requests());
    }
}
