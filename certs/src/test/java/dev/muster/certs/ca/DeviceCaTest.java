package dev.muster.certs.ca;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.certs.ca.CsrOutcome.Reason;
import dev.muster.certs.file.KeyMaterialUnusable;
import dev.muster.certs.identity.CertificateIdentity;
import dev.muster.certs.identity.CertificateIdentity.Purpose;
import dev.muster.certs.identity.Fingerprint;
import dev.muster.certs.testing.OpenSsl;
import dev.muster.certs.testing.Requests;
import dev.muster.certs.testing.TestCa;
import dev.muster.certs.x509.KeyPairs;
import dev.muster.certs.x509.Pem;

@Timeout(120)
class DeviceCaTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00.750Z");
    private static final CertificateIdentity ADA = new CertificateIdentity(Purpose.DEVICE, "contoso",
            UUID.fromString("0d9f2a56-9f0b-4f6e-8a2e-5d1b7f0c9a11"));
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);

    @TempDir
    Path data;

    @Test
    void issuesACertificateThatSaysWhoseItIs() throws Exception {
        TestCa ca = TestCa.in(data, clock);
        IssuedCertificate issued = ca.issue(KeyPairs.p256(new SecureRandom()), ADA.subject(), Duration.ofDays(365));
        X509Certificate certificate = issued.certificate();
        assertEquals("CN=" + ADA.subject() + ",O=contoso", certificate.getSubjectX500Principal().getName());
        assertEquals(List.of(List.of(6, ADA.toUri())), List.copyOf(certificate.getSubjectAlternativeNames()));
        assertEquals(List.of("1.3.6.1.5.5.7.3.2"), certificate.getExtendedKeyUsage());
        assertTrue(certificate.getKeyUsage()[0]);
        assertEquals(-1, certificate.getBasicConstraints());
        assertEquals(NOW.minus(Duration.ofMinutes(5)).truncatedTo(ChronoUnit.SECONDS),
                certificate.getNotBefore().toInstant());
        assertEquals(NOW.plus(Duration.ofDays(365)).truncatedTo(ChronoUnit.SECONDS),
                certificate.getNotAfter().toInstant());
        assertEquals(List.of(certificate, ca.ca().issuers().getFirst(), ca.ca().root()), issued.chain());
        assertEquals(ADA, issued.facts().identity());
        assertEquals(Fingerprint.of(certificate.getEncoded()), issued.facts().fingerprint());
        assertEquals(certificate.getNotBefore().toInstant(), issued.facts().notBefore());
        assertEquals(certificate.getNotAfter().toInstant(), issued.facts().notAfter());
    }

    @Test
    void neverOutlivesItsIssuer() {
        TestCa ca = TestCa.in(data, clock);
        IssuedCertificate issued = ca.issue(KeyPairs.p256(new SecureRandom()), ADA.subject(), Duration.ofDays(9000));
        assertEquals(ca.ca().issuers().getFirst().getNotAfter().toInstant(), issued.facts().notAfter());
        Clock later = Clock.fixed(issued.facts().notAfter().plusSeconds(1), ZoneOffset.UTC);
        assertEquals(new CsrOutcome.Refused(Reason.ISSUER_NOT_VALID),
                ca.ca().issue(Requests.of(Requests.curve("secp256r1")), ADA, Duration.ofDays(1), later));
    }

    @Test
    void takesEveryKeyTheRulesAllowAsDerAndAsPem() {
        DeviceCa ca = TestCa.in(data, clock).ca();
        List<KeyPair> good = List.of(Requests.curve("secp256r1"), Requests.curve("secp384r1"), Requests.rsa(2048),
                Requests.rsa(3072));
        for (KeyPair keys : good) {
            byte[] der = Requests.of(keys);
            byte[] pem = Pem.block("CERTIFICATE REQUEST", der).getBytes(StandardCharsets.US_ASCII);
            for (byte[] request : List.of(der, pem)) {
                CsrOutcome.Issued issued = assertInstanceOf(CsrOutcome.Issued.class,
                        ca.issue(request, ADA, Duration.ofDays(1), clock));
                assertArrayEquals(keys.getPublic().getEncoded(),
                        issued.certificate().certificate().getPublicKey().getEncoded());
            }
        }
    }

    @Test
    void refusesWeakAndUnusualKeys() {
        DeviceCa ca = TestCa.in(data, clock).ca();
        assertRefused(Reason.WEAK_KEY, ca, Requests.of(Requests.rsa(1024)));
        assertRefused(Reason.UNSUPPORTED_KEY, ca, Requests.of(Requests.curve("secp521r1")));
    }

    @Test
    void refusesARequestThatItsKeyDidNotSign() {
        DeviceCa ca = TestCa.in(data, clock).ca();
        KeyPair own = Requests.curve("secp256r1");
        KeyPair strange = Requests.curve("secp256r1");
        assertRefused(Reason.NO_PROOF_OF_POSSESSION, ca, Requests.of(own.getPublic(), strange, "SHA256withECDSA"));
        KeyPair rsa = Requests.rsa(2048);
        assertRefused(Reason.NO_PROOF_OF_POSSESSION, ca, Requests.of(rsa.getPublic(), rsa, "MD5withRSA"));
        assertRefused(Reason.NO_PROOF_OF_POSSESSION, ca, Requests.of(rsa.getPublic(), own, "SHA256withECDSA"));
    }

    @Test
    void answersEveryChangedByteWithARefusalOrAnHonestCertificate() {
        DeviceCa ca = TestCa.in(data, clock).ca();
        KeyPair keys = Requests.curve("secp256r1");
        byte[] request = Requests.of(keys);
        long seed = new SecureRandom().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            byte[] changed = request.clone();
            for (int flip = random.nextInt(3); flip >= 0; flip--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            CsrOutcome outcome = ca.issue(changed, ADA, Duration.ofDays(1), clock);
            // Another spelling of the same request (BER for DER) is still signed by its key: honest, if it names that key.
            boolean honest = switch (outcome) {
                case CsrOutcome.Refused _ -> true;
                case CsrOutcome.Issued issued -> Arrays.equals(keys.getPublic().getEncoded(),
                        issued.certificate().certificate().getPublicKey().getEncoded());
            };
            assertTrue(honest, () -> "seed " + seed + ": " + outcome);
        }
        assertRefused(Reason.UNREADABLE, ca, new byte[0]);
        assertRefused(Reason.UNREADABLE, ca, new byte[17 * 1024]);
        assertRefused(Reason.UNREADABLE, ca,
                "-----BEGIN CERTIFICATE REQUEST-----\n%%%".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void isTheSameAfterARestart() throws Exception {
        TestCa first = TestCa.in(data, clock);
        TestCa second = TestCa.in(data, clock);
        assertEquals(first.ca().root(), second.ca().root());
        second.device().issued().certificate().verify(first.ca().issuers().getFirst().getPublicKey());
        assertEquals(first.ca().rootPem(), Files.readString(data.resolve("ca/root.pem")));
        try (var files = Files.list(data.resolve("ca"))) {
            for (Path file : files.toList()) {
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
                assertFalse(Files.readString(file, StandardCharsets.ISO_8859_1).contains("PRIVATE"));
            }
        }
    }

    @Test
    void neverReplacesADamagedCa() throws Exception {
        TestCa.in(data, clock);
        for (String name : List.of("root.pem", "issuing.pem", "issuing.key")) {
            Path file = data.resolve("ca").resolve(name);
            byte[] good = Files.readAllBytes(file);
            Files.delete(file);
            assertUnusable(name);
            Files.writeString(file, "nonsense");
            assertUnusable(name);
            Files.write(file, good);
        }
        TestCa.in(data, clock);
        assertNotEquals(0, Files.size(data.resolve("ca/root.key")));
    }

    @Test
    void namesTheVaultKeyWhenItIsAnothers() throws Exception {
        TestCa.in(data, clock);
        Files.delete(data.resolve("muster.key"));
        KeyMaterialUnusable refusal = assertThrows(KeyMaterialUnusable.class, () -> TestCa.in(data, clock));
        assertTrue(refusal.cure().contains("muster.key"), refusal.getMessage());
        assertFalse(refusal.getMessage().contains("\n"));
    }

    @Test
    void tellsADamagedKeyFromAnotherVaultKey() throws Exception {
        TestCa.in(data, clock);
        Path key = data.resolve("ca/issuing.key");
        byte[] good = Files.readAllBytes(key);
        for (int length : new int[] {0, 20, good.length / 2, good.length - 1}) {
            Files.write(key, Arrays.copyOf(good, length));
            KeyMaterialUnusable refusal = assertThrows(KeyMaterialUnusable.class, () -> TestCa.in(data, clock));
            assertTrue(refusal.why().contains("issuing.key is damaged"), refusal.getMessage());
            assertTrue(refusal.cure().contains("from a backup"), refusal.getMessage());
        }
    }

    @Test
    void opensWithoutEverMakingOne() {
        TestCa ca = TestCa.in(data, clock);
        assertEquals(Optional.empty(), DeviceCa.open(data.resolve("none"), ca.vault(), new SecureRandom()));
        assertFalse(Files.exists(data.resolve("none")));
        assertEquals(ca.ca().root(),
                DeviceCa.open(data.resolve("ca"), ca.vault(), new SecureRandom()).orElseThrow().root());
    }

    @Test
    void beginsAgainAfterACrashDuringTheFirstStart() throws Exception {
        Files.createDirectories(data.resolve("ca.new"));
        Files.writeString(data.resolve("ca.new/root.key"), "half");
        TestCa.in(data, clock).device();
        assertFalse(Files.exists(data.resolve("ca.new")));
    }

    @Test
    void convincesOpenSsl() throws Exception {
        TestCa ca = TestCa.in(data, Clock.systemUTC());
        Files.writeString(data.resolve("device.pem"), Pem.of(List.of(ca.device().issued().certificate())));
        OpenSsl.Run verified = OpenSsl.run(data, "verify", "-x509_strict", "-purpose", "sslclient", "-CAfile",
                "ca/root.pem", "-untrusted", "ca/issuing.pem", "device.pem");
        assertEquals(0, verified.exit(), verified.output());
        String text = OpenSsl.run(data, "x509", "-in", "device.pem", "-noout", "-text").output();
        assertTrue(text.contains("URI:muster://device/contoso/"), text);
        assertTrue(text.contains("TLS Web Client Authentication"), text);
        assertTrue(text.contains("X509v3 Authority Key Identifier"), text);
        assertTrue(text.contains("X509v3 Subject Key Identifier"), text);
    }

    private void assertUnusable(String file) {
        KeyMaterialUnusable refusal = assertThrows(KeyMaterialUnusable.class, () -> TestCa.in(data, clock));
        assertTrue(refusal.getMessage().contains(file), refusal.getMessage());
    }

    private void assertRefused(Reason reason, DeviceCa ca, byte[] request) {
        assertEquals(new CsrOutcome.Refused(reason), ca.issue(request, ADA, Duration.ofDays(1), clock));
    }
}
