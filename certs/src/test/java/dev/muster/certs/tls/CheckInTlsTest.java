package dev.muster.certs.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import io.netty.handler.ssl.SslContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.muster.certs.ca.ServerCertificate;
import dev.muster.certs.ca.ServerCertificateFiles;
import dev.muster.certs.identity.CertificateVerifier;
import dev.muster.certs.identity.ClientVerifier.Reason;
import dev.muster.certs.testing.OpenSsl;
import dev.muster.certs.testing.Requests;
import dev.muster.certs.testing.TestCa;
import dev.muster.certs.x509.CertificateSigner;
import dev.muster.certs.x509.CertificateSigner.Content;
import dev.muster.certs.x509.Extensions;
import dev.muster.certs.x509.KeyPairs;
import dev.muster.certs.x509.Pem;

@Timeout(60)
class CheckInTlsTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] SECRET = RANDOM.generateSeed(32);
    private final MovingClock clock = new MovingClock(Instant.now());

    @TempDir
    Path data;

    private TestCa ca;
    private CertificateVerifier verifier;
    private ClientTls clients;
    private CheckInTls checkIn;
    private Door door;

    @BeforeEach
    void open() throws Exception {
        ca = TestCa.in(data, Clock.systemUTC());
        verifier = new CertificateVerifier(ca.ca().issuers(), 1_000);
        clients = new ClientTls(List.of(ca.ca().root()));
        checkIn = checkIn();
        door = new Door(checkIn.context());
    }

    @AfterEach
    void close() {
        door.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void readsThePeerOnResumedSessionsToo(String version) {
        TestCa.Device device = ca.device();
        SslContext client = client(device, version);
        String name = device.issued().facts().fingerprint().hex();
        assertEquals(version + " full " + name, door.greet(client));
        for (int again = 0; again < 3; again++) {
            assertEquals(version + " resumed " + name, door.greet(client));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void resumesOnAnotherGatewayWithTheSameSecret(String version) throws Exception {
        TestCa.Device device = ca.device();
        SslContext client = client(device, version);
        door.greet(client);
        int port = door.port();
        door.close();
        // The client resumes by host and port, so the second gateway takes over the first one's.
        door = new Door(checkIn().context(), port);
        assertTrue(door.greet(client).startsWith(version + " resumed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void acceptsTicketsOfTwoFormerPeriodsAndNoOlder(String version) {
        Instant start = clock.instant();
        TestCa.Device device = ca.device();
        for (int periods = 1; periods <= 3; periods++) {
            checkIn.rotate(start);
            SslContext client = client(device, version);
            assertTrue(door.greet(client).contains(" full "));
            checkIn.rotate(start.plus(TicketKeys.PERIOD.multipliedBy(periods)));
            assertTrue(door.greet(client).contains(periods <= 2 ? " resumed " : " full "), "after " + periods);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void refusesToResumeWithACertificateThatExpiredMeanwhile(String version) throws Exception {
        TestCa.Device device = ca.device(KeyPairs.p256(RANDOM), Duration.ofDays(30));
        SslContext client = client(device, version);
        door.greet(client);
        clock.set(device.issued().facts().notAfter().plusSeconds(1));
        assertThrows(CompletionException.class, () -> door.greet(client));
        assertEquals(Optional.of(Reason.EXPIRED), RefusedClient.behind(failure()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void sendsAnEvidentStrangerAnAlert(String version, @TempDir Path other) throws Exception {
        TestCa.Device strange = TestCa.in(other, Clock.systemUTC()).device();
        assertAlert("UNKNOWN_CA", version, strange);
        assertEquals(Optional.of(Reason.FOREIGN_ISSUER), RefusedClient.behind(failure()));
        TestCa.Device expired = ca.device(KeyPairs.p256(RANDOM), Duration.ofDays(1));
        clock.set(clock.instant().plus(Duration.ofDays(2)));
        assertAlert("CERTIFICATE_EXPIRED", version, expired);
        assertEquals(Optional.of(Reason.EXPIRED), RefusedClient.behind(failure()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void refusesAClientWithoutACertificate(String version) throws Exception {
        SslContext anonymous = clients.anonymous(version);
        assertThrows(CompletionException.class, () -> door.greet(anonymous));
        assertEquals(Optional.empty(), RefusedClient.behind(failure()));
    }

    @Test
    void letsAForgeryPassProvisionallyForItsCallerToVerify() {
        X500Name issuer = X500Name.getInstance(ca.ca().issuers().getFirst().getSubjectX500Principal().getEncoded());
        KeyPair keys = KeyPairs.p256(RANDOM);
        CertificateSigner forger = new CertificateSigner(issuer, keys.getPublic(), keys.getPrivate(), RANDOM);
        GeneralName uri = new GeneralName(GeneralName.uniformResourceIdentifier,
                "muster://device/contoso/" + UUID.randomUUID());
        X509Certificate forged = forger.sign(new Content(new X500Name("CN=forged"),
                SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()), clock.instant().minusSeconds(60),
                clock.instant().plusSeconds(3600), Extensions.ofClient(uri)));
        assertTrue(door.greet(clients.device(keys.getPrivate(), List.of(forged))).startsWith("TLSv1.3 full"));
        assertEquals(Reason.BAD_SIGNATURE, ((dev.muster.certs.identity.ClientVerifier.Verdict.Refused) verifier
                .verify(Pem.encoded(forged), clock.instant())).reason());
    }

    @Test
    void takesRsaAndP384Devices() {
        for (KeyPair keys : List.of(Requests.rsa(2048), Requests.curve("secp384r1"))) {
            for (String version : List.of("TLSv1.3", "TLSv1.2")) {
                TestCa.Device device = ca.device(keys, Duration.ofDays(1));
                assertTrue(door.greet(client(device, version)).endsWith(device.issued().facts().fingerprint().hex()));
            }
        }
    }

    @Test
    void opensTheEnrolmentDoorWithoutACertificate() throws Exception {
        try (Door enrol = new Door(ServerTls.enrol(server()))) {
            assertEquals("TLSv1.3 full nobody", enrol.greet(clients.anonymous()));
        }
    }

    @Test
    void keepsServersOfAnotherRootAwayFromDevices(@TempDir Path other) {
        TestCa strange = TestCa.in(other, Clock.systemUTC());
        SslContext wrong = new ClientTls(List.of(strange.ca().root())).anonymous();
        assertThrows(CompletionException.class, () -> door.greet(wrong));
    }

    @Test
    void convincesOpenSslAndRefusesOldVersions() throws Exception {
        TestCa.Device device = ca.device();
        Files.writeString(data.resolve("device.pem"), Pem.of(device.issued().chain()));
        Files.writeString(data.resolve("device.key"), Pem.of(device.keys().getPrivate()));
        for (String version : List.of("-tls1_3", "-tls1_2")) {
            OpenSsl.Run run = sClient(version);
            assertTrue(run.output().contains("Verify return code: 0"), run.output());
            assertTrue(run.output().contains("Acceptable client certificate CA names"), run.output());
            assertTrue(run.output().contains("CN = Muster issuing"), run.output());
            assertTrue(run.output().contains("CN = Muster root"), run.output());
        }
        OpenSsl.Run old = sClient("-tls1_1");
        assertTrue(old.output().contains("alert protocol version") || old.output().contains("no protocols available"),
                old.output());
        OpenSsl.Run weak = sClient("-tls1_2", "-cipher", "AES128-SHA:ECDHE-ECDSA-AES128-SHA");
        assertTrue(weak.output().contains("handshake failure"), weak.output());
    }

    private OpenSsl.Run sClient(String... options) throws Exception {
        String[] fixed = {"s_client", "-connect", "127.0.0.1:" + door.port(), "-servername", "localhost", "-CAfile",
                "ca/root.pem", "-verify_hostname", "localhost", "-cert", "device.pem", "-cert_chain", "device.pem",
                "-key", "device.key"};
        String[] all = java.util.Arrays.copyOf(fixed, fixed.length + options.length);
        System.arraycopy(options, 0, all, fixed.length, options.length);
        return OpenSsl.run(data, all);
    }

    private void assertAlert(String alert, String version, TestCa.Device device) {
        Throwable refusal = assertThrows(CompletionException.class, () -> door.greet(client(device, version)));
        assertTrue(String.valueOf(refusal).contains(alert), () -> "wanted " + alert + ", got " + refusal);
    }

    private Throwable failure() throws InterruptedException {
        Throwable failure = door.failures.poll(10, TimeUnit.SECONDS);
        if (failure == null) {
            throw new AssertionError("the server saw no failed handshake");
        }
        return failure;
    }

    private SslContext client(TestCa.Device device, String version) {
        return clients.device(device.keys().getPrivate(), device.issued().chain(), version);
    }

    private CheckInTls checkIn() {
        return ServerTls.checkIn(server(), verifier, ca.ca().acceptedIssuers(), new TicketKeys(SECRET), clock);
    }

    private ServerCertificate server() {
        return new ServerCertificateFiles(data.resolve("server"), ca.vault(), ca.ca(), RANDOM, Clock.systemUTC())
                .openOrCreate("localhost");
    }
}
