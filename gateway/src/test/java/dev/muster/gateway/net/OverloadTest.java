package dev.muster.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.gateway.config.Limits;
import dev.muster.gateway.model.Reply;

/** Past each bound there is a clear refusal at once, counted; what devices send only once is shed last (R14). */
@Timeout(60)
class OverloadTest {
    private static final int KIB = 1 << 10;

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
        harness.engine = checkIn -> {
            awaitGate();
            return Reply.NOTHING;
        };
    }

    private void awaitGate() {
        try {
            gate.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitHandled(int many) throws InterruptedException {
        for (int i = 0; i < 500 && harness.handled.size() < many; i++) {
            Thread.sleep(10);
        }
        assertEquals(many, harness.handled.size());
    }

    private static Limits.Requests requests() {
        return Limits.DEFAULTS.requests();
    }

    @Test
    void answersByItselfWhenTheGateIsFullAndKeepsPlacesForWhatIsSentOnlyOnce() throws Exception {
        open(Limits.DEFAULTS.with(requests().withInFlight(2, 50)));
        try (var first = harness.device().connect();
                var once = harness.device().connect();
                var second = harness.device().connect();
                var late = harness.device().connect()) {
            first.send(Requests.idle());
            awaitHandled(1);

            second.send(Requests.idle());
            RawClient.Answer refused = second.read();
            assertEquals(503, refused.status(), "while the first is still being handled");
            assertTrue(Integer.parseInt(refused.header("retry-after")) > 0);
            assertTrue(second.isEnded());

            once.send(Requests.apple(Requests.tokenUpdateBody()));
            awaitHandled(2);

            late.send("PUT /mdm/apple HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n");
            assertEquals(503, late.read().status(), "all places are taken: answered before the body comes");
            assertTrue(harness.events.tell("bound in-flight"));
            assertEquals(2, harness.events.count("refused APPLE OVERLOADED"));

            gate.countDown();
            assertEquals(200, first.read().status());
            assertEquals(200, once.read().status());
        }
        assertEquals(200, harness.device().once(Requests.idle()).status());
    }

    @Test
    void tellsNewerWindowsClients429() throws Exception {
        open(Limits.DEFAULTS.with(requests().withInFlight(1, 0)));
        try (var first = harness.device().connect()) {
            first.send(Requests.idle());
            awaitHandled(1);
            String request = Requests.request("POST", "/omadm",
                    "User-Agent: MSFT OMA DM Client/1.2.0.1\r\nContent-Type: application/vnd.syncml.dm+xml\r\n",
                    Requests.syncMlBody(Requests.alert("1201")));

            assertEquals(429, harness.device().once(request).status());
        }
    }

    @Test
    void refusesBodiesPastTheBudgetOfAll() throws Exception {
        open(Limits.DEFAULTS.with(requests().withBodies(64 * KIB, 64 * KIB)));
        gate.countDown();
        String head = "PUT /mdm/apple HTTP/1.1\r\nHost: x\r\nContent-Length: " + 60 * KIB + "\r\n\r\n";
        try (var first = harness.device().connect(); var second = harness.device().connect()) {
            first.send(head + "x".repeat(40 * KIB));
            // A round trip of another device: what was sent before it has arrived by then, or arrives as the second one.
            assertEquals(200, harness.device().once(Requests.idle()).status());
            second.send(head + "x".repeat(40 * KIB));

            assertTrue(harness.events.tell("bound body-budget"), () -> "told: " + harness.events);
            assertTrue(harness.events.tell("refused APPLE OVERLOADED"));
            assertEquals(1, harness.events.count("bound body-budget"), "one of them may go on");
        }
        for (int i = 0; i < 500 && harness.listeners.requests() > 0; i++) {
            Thread.sleep(10);
        }
        String whole = "<!--" + "x".repeat(50 * KIB) + "-->"
                + Requests.idleBody().substring(Requests.PLIST_HEAD.length());
        assertEquals(200, harness.device().once(Requests.apple(whole)).status(), "everything was given back");
    }

    @Test
    void keepsAPartOfTheBudgetForWhatIsSentOnlyOnce() throws Exception {
        Limits.Requests bounds = requests().withBodies(64 * KIB, 128 * KIB).withInFlight(100, 50);
        open(Limits.DEFAULTS.with(bounds));
        gate.countDown();
        String head = "PUT /mdm/apple HTTP/1.1\r\nHost: x\r\nContent-Length: " + 64 * KIB + "\r\n\r\n";
        try (var greedy = harness.device().connect()) {
            greedy.send(head + "x".repeat(60 * KIB));
            assertEquals(200, harness.device().once(Requests.idle()).status(), "what came before it has arrived");
            String padding = "<!--" + "x".repeat(20 * KIB) + "-->";

            RawClient.Answer idle = harness.device().once(Requests.apple(Requests.idleBody() + padding));
            assertEquals(503, idle.status(), "the open part is full");
            assertTrue(harness.events.tell("bound body-budget"));

            assertEquals(200, harness.device().once(Requests.apple(Requests.tokenUpdateBody() + padding)).status());
            assertEquals(200, harness.device().once(Requests.apple(Requests.acknowledgedBody() + padding)).status());
            assertEquals(200, harness.device().once(Requests.omaDm(
                    Requests.syncMlBody(Requests.alert("1226")) + padding)).status());
            assertEquals(503, harness.device().once(Requests.omaDm(
                    Requests.syncMlBody(Requests.alert("1201")) + padding)).status());
        }
    }

    @Test
    void eachProtocolHasItsOwnLargestBody() throws Exception {
        open(Limits.DEFAULTS.with(requests().withBodies(64 * KIB, 128 * KIB).withOmaDmBody(2 * KIB)));
        gate.countDown();
        String padding = "<!--" + "x".repeat(3 * KIB) + "-->";

        assertEquals(200, harness.device().once(Requests.apple(Requests.idleBody() + padding)).status());
        assertEquals(413, harness.device().once(Requests.omaDm(
                Requests.syncMlBody(Requests.alert("1201")) + padding)).status());
        assertEquals(200, harness.device().once(Requests.omaDm(Requests.syncMlBody(Requests.alert("1201")))).status());
    }

    @Test
    void oneAddressCannotTakeAllHandshakes() throws Exception {
        open(Limits.DEFAULTS.with(new Limits.Connections(100, 10, 50, 2, 100, 1 << 10, 10)));
        gate.countDown();
        InetAddress loopback = InetAddress.getLoopbackAddress();
        int port = harness.listeners.checkInAddress().getPort();
        try (Socket first = new Socket(loopback, port); Socket second = new Socket(loopback, port)) {
            assertTrue(first.isConnected() && second.isConnected());
            for (int i = 0; i < 500 && harness.listeners.connections() < 2; i++) {
                Thread.sleep(10);
            }
            assertTrue(harness.device().isCutOff());
            assertTrue(harness.events.tell("bound handshakes-of-address"));
        }
        for (int i = 0; i < 500 && harness.listeners.connections() > 0; i++) {
            Thread.sleep(10);
        }
        assertEquals(200, harness.device().once(Requests.idle()).status(), "the places were given back");
    }

    @Test
    void closesConnectionsPastTheirBoundAtAccept() throws Exception {
        open(Limits.DEFAULTS.with(new Limits.Connections(2, 10, 100, 100, 100, 1 << 10, 10)));
        gate.countDown();
        RawClient device = harness.device();
        try (var first = device.connect(); var second = device.connect()) {
            first.send(Requests.idle());
            second.send(Requests.idle());
            assertEquals(200, first.read().status());
            assertEquals(200, second.read().status());

            assertTrue(device.isCutOff());
            assertTrue(harness.events.tell("bound check-in-connections"));
        }
        for (int i = 0; i < 500 && harness.listeners.connections() > 0; i++) {
            Thread.sleep(10);
        }
        assertEquals(200, device.once(Requests.idle()).status());
    }

    @Test
    void closesHandshakesPastTheirBoundAtAccept() throws Exception {
        open(Limits.DEFAULTS.with(new Limits.Connections(100, 10, 1, 1, 100, 1 << 10, 10)));
        gate.countDown();
        try (Socket silent = new Socket(InetAddress.getLoopbackAddress(),
                harness.listeners.checkInAddress().getPort())) {
            assertTrue(silent.isConnected());
            for (int i = 0; i < 500 && harness.listeners.connections() == 0; i++) {
                Thread.sleep(10);
            }
            assertTrue(harness.device().isCutOff());
            assertTrue(harness.events.tell("bound handshakes"));
        }
        assertTrue(harness.events.tell("handshake failed"));
        for (int i = 0; i < 500 && harness.listeners.connections() > 0; i++) {
            Thread.sleep(10);
        }
        assertEquals(0, harness.listeners.connections(), "those closed at accept gave their places back");
        assertEquals(200, harness.device().once(Requests.idle()).status());
    }
}
