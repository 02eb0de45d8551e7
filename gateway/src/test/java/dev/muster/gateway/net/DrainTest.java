package dev.muster.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.certs.identity.CertificateVerifier;
import dev.muster.certs.tls.ServerTls;
import dev.muster.gateway.config.Limits;
import dev.muster.gateway.model.Reply;
import dev.muster.gateway.observe.GatewayEvents;

/** How the listeners begin and end. */
@Timeout(60)
class DrainTest {
    private final CountDownLatch gate = new CountDownLatch(1);
    private Harness harness;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        harness = new Harness(directory);
    }

    @AfterEach
    void close() {
        gate.countDown();
        harness.close();
    }

    @Test
    void answersRunningRequestsAndRefusesNewOnesWhileDraining() throws Exception {
        harness.engine = checkIn -> {
            awaitGate();
            return Reply.NOTHING;
        };
        try (var running = harness.device().connect(); var idle = harness.device().connect()) {
            idle.send(Requests.request("GET", "/mdm/apple", "", ""));
            assertEquals(405, idle.read().status());
            running.send(Requests.idle());
            while (harness.handled.isEmpty()) {
                Thread.sleep(5);
            }
            Thread drain = Thread.ofVirtual().start(() -> harness.listeners.drain(Duration.ofSeconds(30)));
            while (isAccepting()) {
                Thread.sleep(5);
            }
            idle.send(Requests.idle());
            RawClient.Answer refused = idle.read();
            assertEquals(503, refused.status());
            assertEquals("close", refused.header("connection"));
            assertTrue(harness.events.tell("refused APPLE DRAINING"));

            gate.countDown();
            RawClient.Answer answered = running.read();
            assertEquals(200, answered.status());
            assertEquals("close", answered.header("connection"));
            drain.join();
        }
        assertEquals(1, harness.handled.size());
        assertEquals(0, harness.listeners.requests());
    }

    private boolean isAccepting() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(),
                harness.listeners.checkInAddress().getPort())) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    private void awaitGate() {
        try {
            gate.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void endsAfterItsTimeAlthoughARequestIsNotAnswered() throws Exception {
        harness.engine = checkIn -> {
            awaitGate();
            return Reply.NOTHING;
        };
        try (var running = harness.device().connect()) {
            running.send(Requests.idle());
            while (harness.handled.isEmpty()) {
                Thread.sleep(5);
            }
            harness.listeners.drain(Duration.ofMillis(50));

            assertTrue(running.isEnded());
        }
    }

    @Test
    void mayBeClosedTwice() {
        harness.listeners.close();
        harness.listeners.close();

        assertTrue(harness.client(harness.identities.device()).isCutOff());
    }

    @Test
    void saysWhichListenerCannotUseItsPortAndWhatToDo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            InetSocketAddress used = new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort());
            var tls = ServerTls.enrol(harness.identities.server());

            ListenerUnavailable enrol = assertThrows(ListenerUnavailable.class,
                    () -> open(new DeviceListeners.Doors(free, tls, used, tls)));
            assertEquals("the enrolment listener cannot use " + used.getHostString() + ":" + used.getPort()
                    + ": the port is in use; stop the program that uses it, or set listeners.enrol.port to a free port",
                    enrol.getMessage());
            ListenerUnavailable checkIn = assertThrows(ListenerUnavailable.class,
                    () -> open(new DeviceListeners.Doors(used, tls, free, tls)));
            assertTrue(String.valueOf(checkIn.getMessage()).contains("listeners.checkIn.port"));
            ListenerUnavailable elsewhere = assertThrows(ListenerUnavailable.class,
                    () -> open(new DeviceListeners.Doors(new InetSocketAddress("192.0.2.1", 0), tls, free, tls)));
            assertTrue(String.valueOf(elsewhere.getMessage()).contains("this machine has no such address"),
                    elsewhere.getMessage());
        }
    }

    private void open(DeviceListeners.Doors doors) throws ListenerUnavailable {
        var services = new DeviceListeners.Services(
                new CertificateVerifier(harness.identities.ca.issuers(), 10), harness.revoked,
                checkIn -> Reply.NOTHING, harness.anyRoutes());
        DeviceListeners.open(doors, services,
                new DeviceListeners.Surroundings(GatewayEvents.NONE, Clock.systemUTC(), new Random(1)), Limits.DEFAULTS)
                .close();
    }
}
