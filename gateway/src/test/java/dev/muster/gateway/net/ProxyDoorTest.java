package dev.muster.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.certs.tls.ServerTls;
import dev.muster.certs.x509.Pem;
import dev.muster.gateway.config.Proxy;

/** The door for trusted proxies: who may come, and whose request it is. Identities never mix between devices or doors. */
@Timeout(60)
class ProxyDoorTest {
    private Path directory;
    @SuppressWarnings("NullAway.Init") // every test opens one, with its own door
    private Harness harness;

    @BeforeEach
    void make(@TempDir Path made) {
        directory = made;
    }

    @AfterEach
    void close() {
        harness.close();
    }

    private static Proxy settings(String identity, String from, boolean proxyProtocol) {
        return new Proxy(true, "127.0.0.1", 0, from, identity, Proxy.NONE, Optional.empty(), proxyProtocol);
    }

    private void open(String identity) throws Exception {
        harness = new Harness(directory, identities -> new DeviceListeners.ProxyDoor(
                settings(identity, "127.0.0.1", false), Optional.empty()));
    }

    private InetSocketAddress door() {
        return harness.listeners.proxyAddress().orElseThrow();
    }

    private RawClient.Connection connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), door().getPort());
        socket.setSoTimeout(10_000);
        return new RawClient.Connection(socket);
    }

    private static String clientCert(Identities.Identity device) {
        return "Client-Cert: :" + Base64.getEncoder().encodeToString(Pem.encoded(device.chain().getFirst()))
                + ":\r\n";
    }

    private static String idle(String headers) {
        return Requests.request("PUT", "/mdm/apple", headers, Requests.idleBody());
    }

    private static String signature(Identities.Identity device, String body) throws Exception {
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        X509CertificateHolder holder = new X509CertificateHolder(Pem.encoded(device.chain().getFirst()));
        generator.addSignerInfoGenerator(
                new JcaSimpleSignerInfoGeneratorBuilder().build("SHA256withECDSA", device.key(), holder));
        generator.addCertificate(holder);
        byte[] cms = generator.generate(new CMSProcessableByteArray(body.getBytes(StandardCharsets.ISO_8859_1)), false)
                .getEncoded();
        return Base64.getEncoder().encodeToString(cms);
    }

    private UUID lastDevice() {
        return harness.handled.getLast().caller().device().value();
    }

    private void refused(RawClient.Connection connection, String request) throws IOException {
        int before = harness.handled.size();
        connection.send(request);
        RawClient.Answer answer = connection.read();
        assertEquals(400, answer.status());
        assertEquals(0, answer.body().length);
        assertEquals(before, harness.handled.size());
    }

    @Test
    void theCertificateInTheHeaderSaysWhoseEachRequestOfAConnectionIs() throws Exception {
        open(Proxy.CLIENT_CERT);
        Identities.Identity ada = harness.identities.device();
        Identities.Identity ben = harness.identities.device();
        try (RawClient.Connection connection = connect()) {
            for (Identities.Identity device : List.of(ada, ben, ada, ben)) {
                connection.send(idle(clientCert(device)));
                assertEquals(200, connection.read().status());
                assertEquals(device.device(), lastDevice());
            }
        }
    }

    @Test
    void aRequestThatDoesNotProveWhoseItIsGets400AndTheConnectionGoesOn() throws Exception {
        open(Proxy.CLIENT_CERT);
        Identities.Identity device = harness.identities.device();
        try (RawClient.Connection connection = connect()) {
            refused(connection, idle(""));
            refused(connection, idle("Client-Cert: \r\n"));
            refused(connection, idle("Client-Cert: ::\r\n"));
            refused(connection, idle("Client-Cert: :!!!:\r\n"));
            refused(connection, idle(clientCert(device).replace(": :", ": ").replace(":\r", "\r")));
            refused(connection, idle(clientCert(device) + clientCert(harness.identities.device())));
            refused(connection, idle(clientCert(harness.identities.foreign())));
            refused(connection, idle(clientCert(harness.identities.forged())));
            refused(connection, idle(clientCert(harness.identities.expired())));
            refused(connection, idle(clientCert(harness.identities.connector())));
            refused(connection, idle("Mdm-Signature: " + signature(device, Requests.idleBody()) + "\r\n"));
            connection.send(idle(clientCert(device)));
            assertEquals(200, connection.read().status());
        }
        assertEquals(11, harness.events.count("refused APPLE UNIDENTIFIED"));
    }

    @Test
    void aRevokedDeviceGets403AndTheOthersGoOn() throws Exception {
        open(Proxy.CLIENT_CERT);
        Identities.Identity revoked = harness.identities.device();
        harness.revoke(revoked);
        try (RawClient.Connection connection = connect()) {
            connection.send(idle(clientCert(revoked)));
            RawClient.Answer answer = connection.read();
            assertEquals(403, answer.status());
            assertEquals(0, answer.body().length);
            connection.send(idle(clientCert(harness.identities.device())));
            assertEquals(200, connection.read().status());
        }
        assertTrue(harness.events.tell("refused APPLE CERTIFICATE_REVOKED"));
        assertEquals(1, harness.handled.size());
    }

    @Test
    void refusesWrongPathsAndLargeBodiesAsElsewhere() throws Exception {
        open(Proxy.CLIENT_CERT);
        String header = clientCert(harness.identities.device());
        try (RawClient.Connection connection = connect()) {
            connection.send(Requests.request("POST", "/enroll/certificate?token=x", header, "x"));
            assertEquals(404, connection.read().status());
            connection.send("PUT /mdm/apple HTTP/1.1\r\nHost: x\r\n" + header + "Content-Length: 100000000\r\n\r\n"
                    + "x".repeat(100_000));
            assertEquals(413, connection.read().status());
            assertTrue(connection.isEnded());
        }
    }

    @Test
    void theSignatureOfTheMessageSaysWhoseItIs() throws Exception {
        open(Proxy.SIGNATURE);
        Identities.Identity device = harness.identities.device();
        String dm = Requests.syncMlBody(Requests.alert("1201"));
        try (RawClient.Connection connection = connect()) {
            connection.send(idle("Mdm-Signature: " + signature(device, Requests.idleBody()) + "\r\n"));
            assertEquals(200, connection.read().status());
            assertEquals(device.device(), lastDevice());
            connection.send(Requests.request("POST", "/omadm", "Content-Type: application/vnd.syncml.dm+xml\r\n"
                    + "MS-Signature: " + signature(device, dm) + "\r\n", dm));
            assertEquals(200, connection.read().status());
            assertEquals(device.device(), lastDevice());
        }
    }

    @Test
    void aWrongSignatureGets400() throws Exception {
        open(Proxy.SIGNATURE);
        Identities.Identity device = harness.identities.device();
        String good = signature(device, Requests.idleBody());
        try (RawClient.Connection connection = connect()) {
            refused(connection, idle(""));
            refused(connection, idle(clientCert(device)));
            refused(connection, idle("Mdm-Signature: AAAA\r\n"));
            refused(connection, idle("Mdm-Signature: " + signature(device, Requests.idleBody() + " ") + "\r\n"));
            refused(connection, idle("Mdm-Signature: "
                    + signature(harness.identities.forged(), Requests.idleBody()) + "\r\n"));
            refused(connection, idle("Mdm-Signature: " + good + "\r\nMS-Signature: " + good + "\r\n"));
            connection.send(idle("Mdm-Signature: " + good + "\r\n"));
            assertEquals(200, connection.read().status());
        }
    }

    /** docs/behind-a-proxy.md: only what this gateway issued to a device, whatever a proxy was configured to let through. */
    @Test
    void aSignatureOverACertificateThatSomebodyElseIssuedNamesNobody() throws Exception {
        open(Proxy.SIGNATURE);
        String body = Requests.idleBody();
        try (RawClient.Connection connection = connect()) {
            for (Identities.Identity other : List.of(harness.identities.foreign(), harness.identities.forged(),
                    harness.identities.expired(), harness.identities.connector())) {
                refused(connection, idle("Mdm-Signature: " + signature(other, body) + "\r\n"));
            }
            connection.send(idle("mdm-signature: " + signature(harness.identities.device(), body) + "\r\n"));
            assertEquals(200, connection.read().status(), "names of headers have no case");
        }
        assertEquals(4, harness.events.count("refused APPLE UNIDENTIFIED"));
    }

    /** RFC 9440's second header, and those of proxies before it: nobody reads them, so they can neither help nor harm. */
    @Test
    void aChainOrAnotherProxysHeaderLendsNoTrust() throws Exception {
        open(Proxy.CLIENT_CERT);
        Identities.Identity device = harness.identities.device();
        String root = "Client-Cert-Chain: :"
                + Base64.getEncoder().encodeToString(Pem.encoded(harness.identities.ca.root())) + ":\r\n";
        String more = "X-Forwarded-Client-Cert: Hash=0\r\nX-SSL-Client-Verify: SUCCESS\r\nSSL-Client-Cert: x\r\n";
        try (RawClient.Connection connection = connect()) {
            refused(connection, idle(clientCert(harness.identities.foreign()) + root + more));
            refused(connection, idle(root + more));
            connection.send(idle(clientCert(device).replace("Client-Cert", "CLIENT-CERT") + root + more));
            assertEquals(200, connection.read().status());
            assertEquals(device.device(), lastDevice());
        }
    }

    @Test
    void theCheckInListenerBelievesNoHeader() throws Exception {
        open(Proxy.CLIENT_CERT);
        Identities.Identity own = harness.identities.device();
        Identities.Identity other = harness.identities.device();
        String headers = clientCert(other) + "Mdm-Signature: " + signature(other, Requests.idleBody()) + "\r\n";

        assertEquals(200, harness.client(own).once(idle(headers)).status());
        assertEquals(own.device(), lastDevice());
        assertTrue(harness.client(harness.identities.nobody()).isCutOff());
    }

    @Test
    void whoIsNotOnTheListIsClosedBeforeAByte() throws Exception {
        harness = new Harness(directory, identities -> new DeviceListeners.ProxyDoor(
                settings(Proxy.CLIENT_CERT, "192.0.2.0/24, 2001:db8::/32", false), Optional.empty()));
        try (RawClient.Connection connection = connect()) {
            assertTrue(connection.isEnded());
        }
        assertTrue(harness.events.tell("proxy refused proxy-stranger"));
        assertEquals(0, harness.listeners.connections());
    }

    private static String proxyHeader() {
        ByteBuffer header = ByteBuffer.allocate(28);
        header.put(new byte[] {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a});
        header.put((byte) 0x21).put((byte) 0x11).putShort((short) 12);
        header.put(new byte[] {(byte) 203, 0, 113, 9}).put(new byte[] {127, 0, 0, 1});
        header.putShort((short) 40_000).putShort((short) 443);
        return new String(header.array(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void takesThePlaceFromThePROXYHeaderAndDemandsOne() throws Exception {
        harness = new Harness(directory, identities -> new DeviceListeners.ProxyDoor(
                settings(Proxy.CLIENT_CERT, "127.0.0.1", true), Optional.empty()));
        Identities.Identity device = harness.identities.device();
        String request = idle(clientCert(device));
        try (RawClient.Connection connection = connect()) {
            connection.send(proxyHeader() + request + request);
            assertEquals(200, connection.read().status());
            assertEquals(200, connection.read().status());
            assertEquals(device.device(), lastDevice());
        }
        try (RawClient.Connection connection = connect()) {
            connection.send(proxyHeader().substring(0, 20));
            Thread.sleep(50);
            connection.send(proxyHeader().substring(20) + request);
            assertEquals(200, connection.read().status(), "in two pieces");
        }
        try (RawClient.Connection connection = connect()) {
            connection.send(request);
            assertTrue(connection.isEnded());
        }
        assertTrue(harness.events.tell("proxy refused proxy-header"));
        assertEquals(3, harness.handled.size());
    }

    @Test
    void aProxyShowsItsOwnCertificateWhichNamesNoDevice() throws Exception {
        Identities.Identity[] proxy = new Identities.Identity[1];
        harness = new Harness(directory, identities -> {
            proxy[0] = identities.foreign();
            Proxy settings = new Proxy(true, "127.0.0.1", 0, "127.0.0.0/8", Proxy.CLIENT_CERT, Proxy.MUTUAL,
                    Optional.of(Path.of("proxies.pem")), false);
            return new DeviceListeners.ProxyDoor(settings,
                    Optional.of(ServerTls.proxy(identities.server(), proxy[0].chain())));
        });
        Identities.Identity device = harness.identities.device();
        RawClient trusted = new RawClient(door(), harness.identities.ca.root(), proxy[0]);
        assertEquals(200, trusted.once(idle(clientCert(device))).status());
        assertEquals(device.device(), lastDevice());
        assertEquals(400, trusted.once(Requests.idle()).status());

        assertTrue(new RawClient(door(), harness.identities.ca.root(), device).isCutOff(), "a device is no proxy");
        assertTrue(new RawClient(door(), harness.identities.ca.root(), harness.identities.nobody()).isCutOff());
        try (FrameClient frames = trusted.frames()) {
            frames.apple(1, Requests.idleBody()).flush();
            assertTrue(frames.isEnded(), "HTTP/1.1 only");
        }
        assertEquals(1, harness.handled.size());
    }
}
