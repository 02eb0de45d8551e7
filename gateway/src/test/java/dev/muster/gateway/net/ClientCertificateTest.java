package dev.muster.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets through the handshake of the check-in listener, and who does not (PROTOCOLS.md, "Refusals"; R14). */
@Timeout(60)
class ClientCertificateTest {
    private Harness harness;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        harness = new Harness(directory);
    }

    @AfterEach
    void close() {
        harness.close();
    }

    private void isCutOff(Identities.Identity identity, String told) throws Exception {
        assertTrue(harness.client(identity).isCutOff(), "no byte of HTTP comes back");
        assertTrue(harness.events.tell(told), () -> "told: " + harness.events);
        assertEquals(0, harness.handled.size(), "nothing reached the engine");
        assertEquals(200, harness.device().once(Requests.idle()).status(), "others are served");
    }

    @Test
    void admitsADeviceAndKnowsWhoItIs() throws Exception {
        Identities.Identity identity = harness.identities.device();

        assertEquals(200, harness.client(identity).once(Requests.idle()).status());
        assertEquals(identity.device(), harness.handled.getFirst().caller().device().value());
        assertEquals(identity.fingerprint(), harness.handled.getFirst().caller().certificate());
        assertEquals(1, harness.events.count("admitted"));
    }

    @Test
    void cutsOffAClientWithoutACertificate() throws Exception {
        isCutOff(harness.identities.nobody(), "handshake failed");
    }

    @Test
    void cutsOffACertificateOfAnotherCa() throws Exception {
        isCutOff(harness.identities.foreign(), "connection refused FOREIGN_ISSUER");
    }

    @Test
    void cutsOffACertificateThatOnlyClaimsOurIssuer() throws Exception {
        isCutOff(harness.identities.forged(), "connection refused BAD_SIGNATURE");
    }

    @Test
    void cutsOffAnExpiredCertificate() throws Exception {
        isCutOff(harness.identities.expired(), "connection refused EXPIRED");
    }

    @Test
    void cutsOffACertificateForAnotherPurpose() throws Exception {
        isCutOff(harness.identities.connector(), "connection refused NOT_A_CLIENT");
    }

    @Test
    void cutsOffARevokedCertificateAtTheHandshake() throws Exception {
        Identities.Identity identity = harness.identities.device();
        harness.revoke(identity);

        isCutOff(identity, "connection revoked");
    }

    @Test
    void answersACertificateRevokedDuringItsConnectionWith403WithoutABodyAndCloses() throws Exception {
        Identities.Identity identity = harness.identities.device();
        try (var connection = harness.client(identity).connect()) {
            connection.send(Requests.idle());
            assertEquals(200, connection.read().status());
            harness.revoke(identity);
            connection.send(Requests.idle());
            RawClient.Answer answer = connection.read();

            assertEquals(403, answer.status());
            assertEquals(0, answer.body().length);
            assertTrue(connection.isEnded());
        }
        assertEquals(1, harness.handled.size());
        assertTrue(harness.events.tell("refused APPLE CERTIFICATE_REVOKED"), () -> "told: " + harness.events);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void cutsOffARevokedCertificateThatResumesItsSession(String protocol) throws Exception {
        Identities.Identity identity = harness.identities.device();
        RawClient client = harness.client(identity);
        exchange(client, protocol);
        exchange(client, protocol);
        assertTrue(harness.events.tell("admitted resumed"), () -> "told: " + harness.events);

        harness.revoke(identity);

        try (var connection = client.connect(protocol)) {
            connection.send(Requests.idle());
            assertTrue(connection.isEnded());
        } catch (IOException reset) {
            // Cut off while the client was still sending, which is as good.
            assertTrue(harness.events.tell("connection revoked"));
        }
        assertTrue(harness.events.tell("connection revoked"), () -> "told: " + harness.events);
        assertEquals(2, harness.handled.size());
    }

    private static void exchange(RawClient client, String protocol) throws IOException {
        try (var connection = client.connect(protocol)) {
            assertEquals(protocol, connection.protocol());
            connection.send(Requests.idle());
            assertEquals(200, connection.read().status());
        }
    }

    @Test
    void closesAConnectionThatOutlivesItsCertificate() throws Exception {
        Instant end = Instant.now().plus(Duration.ofSeconds(3));
        try (var connection = harness.client(harness.identities.deviceUntil(end)).connect()) {
            connection.send(Requests.idle());
            assertEquals(200, connection.read().status());
            Thread.sleep(Duration.between(Instant.now(), end).plusMillis(100));
            connection.send(Requests.idle());

            assertTrue(connection.isEnded());
        }
        assertTrue(harness.events.tell("connection refused EXPIRED"));
        assertEquals(1, harness.handled.size());
    }

    /** A ClientHello that offers TLS 1.1 at most; the platform's own client refuses to send one. */
    @Test
    void refusesTls11WithAnAlert() throws Exception {
        byte[] hello = HexFormat.of()
                .parseHex("160301002f0100002b0302" + "5a".repeat(32) + "00" + "0004c013c014" + "0100");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(),
                harness.listeners.checkInAddress().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(fitted(hello));
            byte[] answer = socket.getInputStream().readNBytes(7);

            assertEquals(0x15, answer[0], "an alert");
            assertEquals(70, answer[6], "protocol_version");
        }
        assertTrue(harness.events.tell("handshake failed"));
    }

    /** Puts the real lengths into record and handshake header. */
    private static byte[] fitted(byte[] hello) {
        hello[4] = (byte) (hello.length - 5);
        hello[8] = (byte) (hello.length - 9);
        return hello;
    }

    @Test
    void closesAConnectionThatSpeaksPlainHttp() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(),
                harness.listeners.checkInAddress().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(Requests.idle().getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readAllBytes();

            assertTrue(answer.length == 0 || answer[0] == 0x15, "nothing, or an alert");
        } catch (IOException reset) {
            assertTrue(harness.events.tell("handshake failed"));
        }
        assertTrue(harness.events.tell("handshake failed"));
    }
}
