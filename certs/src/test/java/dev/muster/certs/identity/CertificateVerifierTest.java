package dev.muster.certs.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.certs.ca.ServerCertificateFiles;
import dev.muster.certs.identity.ClientVerifier.Reason;
import dev.muster.certs.identity.ClientVerifier.Verdict;
import dev.muster.certs.testing.Requests;
import dev.muster.certs.testing.TestCa;
import dev.muster.certs.x509.CertificateSigner;
import dev.muster.certs.x509.CertificateSigner.Content;
import dev.muster.certs.x509.Extensions;
import dev.muster.certs.x509.KeyPairs;
import dev.muster.certs.x509.Pem;

@Timeout(120)
class CertificateVerifierTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private final Instant now = Instant.now();

    @TempDir
    Path data;

    private TestCa ca;
    private CertificateVerifier verifier;

    @BeforeEach
    void open() {
        ca = TestCa.in(data, Clock.systemUTC());
        verifier = new CertificateVerifier(ca.ca().issuers(), 1_000);
    }

    @Test
    void leavesACertificateNeverSeenOpenThenKnowsIt() {
        TestCa.Device device = ca.device();
        assertEquals(Optional.empty(), verifier.quick(device.der(), now));
        Verdict ours = new Verdict.Ours(device.issued().facts());
        assertEquals(ours, verifier.verify(device.der(), now));
        assertEquals(Optional.of(ours), verifier.quick(device.der(), now));
        assertEquals(1, verifier.remembered());
    }

    @Test
    void takesRsaAndP384Devices() {
        for (KeyPair keys : List.of(Requests.rsa(2048), Requests.curve("secp384r1"))) {
            byte[] der = ca.device(keys, Duration.ofDays(1)).der();
            assertInstanceOf(Verdict.Ours.class, verifier.verify(der, now));
        }
    }

    @Test
    void looksAtTheTimeOfEveryQuestion() {
        TestCa.Device device = ca.device();
        Instant before = device.issued().facts().notBefore().minusSeconds(1);
        Instant after = device.issued().facts().notAfter().plusSeconds(1);
        for (int seen = 0; seen < 2; seen++) {
            assertEquals(Optional.of(refused(Reason.NOT_YET_VALID)), verifier.quick(device.der(), before));
            assertEquals(Optional.of(refused(Reason.EXPIRED)), verifier.quick(device.der(), after));
            assertEquals(refused(Reason.EXPIRED), verifier.verify(device.der(), after));
            verifier.verify(device.der(), now);
        }
        assertInstanceOf(Verdict.Ours.class, verifier.quick(device.der(), device.issued().facts().notAfter()).get());
    }

    @Test
    void refusesAStrangerWithoutAnyPublicKeyOperation(@TempDir Path other) {
        byte[] strange = TestCa.in(other, Clock.systemUTC()).device().der();
        assertEquals(Optional.of(refused(Reason.FOREIGN_ISSUER)), verifier.quick(strange, now));
        assertEquals(refused(Reason.FOREIGN_ISSUER), verifier.verify(strange, now));
    }

    @Test
    void refusesAForgeryThatOnlyNamesOurIssuer() {
        X509Certificate issuing = ca.ca().issuers().getFirst();
        X500Name name = X500Name.getInstance(issuing.getSubjectX500Principal().getEncoded());
        KeyPair keys = KeyPairs.p256(RANDOM);
        CertificateSigner forger = new CertificateSigner(name, keys.getPublic(), keys.getPrivate(), RANDOM);
        byte[] forged = Pem.encoded(sign(forger, keys, clientOf(UUID.randomUUID())));
        assertEquals(Optional.empty(), verifier.quick(forged, now));
        assertEquals(refused(Reason.BAD_SIGNATURE), verifier.verify(forged, now));
        assertEquals(Optional.empty(), verifier.quick(forged, now), "a forgery is never remembered");
        assertEquals(0, verifier.remembered());
    }

    @Test
    void refusesWhatOurCaIssuedForAnotherUse() {
        byte[] server = Pem.encoded(new ServerCertificateFiles(data.resolve("server"), ca.vault(), ca.ca(), RANDOM,
                Clock.systemUTC()).openOrCreate("localhost").leaf());
        assertEquals(refused(Reason.NOT_A_CLIENT), verifier.verify(server, now));
    }

    @Test
    void refusesCertificateAuthoritiesAndCertificatesWithoutOneIdentity() {
        KeyPair keys = KeyPairs.p256(RANDOM);
        X500Name name = new X500Name("CN=issuer");
        CertificateSigner signer = new CertificateSigner(name, keys.getPublic(), keys.getPrivate(), RANDOM);
        CertificateVerifier own = new CertificateVerifier(
                List.of(sign(signer, keys, Extensions.ofAuthority(0), name)), 10);
        List<Extension> authority = new ArrayList<>(clientOf(UUID.randomUUID()));
        authority.set(0, Extensions.ofAuthority(0).getFirst());
        assertEquals(refused(Reason.NOT_A_CLIENT), own.verify(Pem.encoded(sign(signer, keys, authority)), now));
        assertEquals(refused(Reason.NOT_A_CLIENT), own.verify(Pem.encoded(sign(signer, keys, List.of())), now));
        GeneralName first = uri(UUID.randomUUID());
        GeneralName foreign = new GeneralName(GeneralName.uniformResourceIdentifier, "https://example.com/");
        for (GeneralName[] names : List.of(new GeneralName[] {foreign}, new GeneralName[0],
                new GeneralName[] {first, uri(UUID.randomUUID())})) {
            byte[] der = Pem.encoded(sign(signer, keys, Extensions.ofClient(names)));
            assertEquals(refused(Reason.NO_IDENTITY), own.verify(der, now), () -> Arrays.toString(names));
        }
        byte[] good = Pem.encoded(sign(signer, keys, Extensions.ofClient(foreign, first)));
        assertInstanceOf(Verdict.Ours.class, own.verify(good, now));
    }

    @Test
    void knowsCertificatesOfAnOlderIssuer(@TempDir Path older) {
        TestCa former = TestCa.in(older, Clock.systemUTC());
        List<X509Certificate> both = List.of(ca.ca().issuers().getFirst(), former.ca().issuers().getFirst());
        CertificateVerifier verifierOfBoth = new CertificateVerifier(both, 10);
        assertInstanceOf(Verdict.Ours.class, verifierOfBoth.verify(ca.device().der(), now));
        assertInstanceOf(Verdict.Ours.class, verifierOfBoth.verify(former.device().der(), now));
    }

    @Test
    void remembersThreeThousandCertificatesSeenByManyThreadsAtOnce() throws Exception {
        KeyPair keys = KeyPairs.p256(RANDOM);
        CertificateVerifier large = new CertificateVerifier(ca.ca().issuers(), 10_000);
        List<TestCa.Device> devices = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            devices.add(ca.device(keys, Duration.ofDays(30)));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            Callable<Integer> pass = () -> {
                int right = 0;
                for (TestCa.Device device : devices) {
                    Verdict verdict = large.verify(device.der(), now);
                    right += verdict.equals(new Verdict.Ours(device.issued().facts())) ? 1 : 0;
                }
                return right;
            };
            for (var future : threads.invokeAll(java.util.Collections.nCopies(8, pass))) {
                assertEquals(3_000, future.resultNow());
            }
        }
        assertEquals(3_000, large.remembered());
        for (TestCa.Device device : devices) {
            assertEquals(Optional.of(new Verdict.Ours(device.issued().facts())), large.quick(device.der(), now));
        }
    }

    @Test
    void staysWithinItsBoundAndKeepsWhatIsUsed() {
        KeyPair keys = KeyPairs.p256(RANDOM);
        CertificateVerifier small = new CertificateVerifier(ca.ca().issuers(), 100);
        TestCa.Device regular = ca.device(keys, Duration.ofDays(30));
        TestCa.Device once = ca.device(keys, Duration.ofDays(30));
        small.verify(regular.der(), now);
        small.verify(once.der(), now);
        for (int i = 0; i < 500; i++) {
            small.verify(ca.device(keys, Duration.ofDays(30)).der(), now);
            assertTrue(small.remembered() <= 100, "holds " + small.remembered());
            assertTrue(small.quick(regular.der(), now).isPresent(), "forgot what is used after " + i);
        }
        assertFalse(small.quick(once.der(), now).isPresent());
        assertInstanceOf(Verdict.Ours.class, small.verify(once.der(), now));
    }

    @Test
    void answersEveryMalformedCertificateWithAVerdict() {
        TestCa.Device device = ca.device();
        byte[] der = device.der();
        long seed = new SecureRandom().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            byte[] changed = changed(der, random);
            Verdict verdict = verifier.verify(changed, now);
            boolean same = Arrays.equals(changed, der);
            // The signature covers all that is read; outside of it nothing but its own unused-bits byte could vary.
            assertTrue(same || verdict instanceof Verdict.Refused,
                    () -> "seed " + seed + " accepted a changed certificate: " + verdict);
            verifier.quick(changed, now).ifPresent(quick -> assertInstanceOf(Verdict.class, quick));
        }
        assertEquals(refused(Reason.UNREADABLE), verifier.verify(new byte[0], now));
        assertEquals(refused(Reason.UNREADABLE), verifier.verify(new byte[20_000], now));
        assertEquals(refused(Reason.UNREADABLE), verifier.verify(nested(15_000), now));
        assertEquals(refused(Reason.UNREADABLE), verifier.verify(Arrays.copyOf(der, der.length + 1), now));
    }

    @Test
    void wantsAnIssuerItCanCheck() {
        assertThrows(IllegalArgumentException.class, () -> new CertificateVerifier(List.of(), 10));
        KeyPair keys = Requests.curve("secp384r1");
        X500Name name = new X500Name("CN=p384");
        CertificateSigner signer = new CertificateSigner(name, keys.getPublic(), keys.getPrivate(), RANDOM);
        List<X509Certificate> p384 = List.of(sign(signer, keys, Extensions.ofAuthority(0)));
        assertThrows(IllegalArgumentException.class, () -> new CertificateVerifier(p384, 10));
        assertThrows(IllegalArgumentException.class, () -> new CertificateVerifier(ca.ca().issuers(), 1));
    }

    private static byte[] changed(byte[] der, Random random) {
        byte[] changed = random.nextInt(10) == 0 ? Arrays.copyOf(der, random.nextInt(der.length)) : der.clone();
        for (int flip = random.nextInt(4); flip >= 0 && changed.length > 0; flip--) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        return changed;
    }

    /** Sequences inside sequences, as deep as this many bytes allow: a recursive reader runs out of stack. */
    private static byte[] nested(int length) {
        byte[] der = new byte[length];
        for (int at = 0; at + 4 <= length; at += 4) {
            int rest = length - at - 4;
            der[at] = 0x30;
            der[at + 1] = (byte) 0x82;
            der[at + 2] = (byte) (rest >> 8);
            der[at + 3] = (byte) rest;
        }
        return der;
    }

    private static Verdict refused(Reason reason) {
        return new Verdict.Refused(reason);
    }

    private static List<Extension> clientOf(UUID id) {
        return Extensions.ofClient(uri(id));
    }

    private static GeneralName uri(UUID id) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, "muster://device/contoso/" + id);
    }

    private X509Certificate sign(CertificateSigner signer, KeyPair keys, List<Extension> extensions) {
        return sign(signer, keys, extensions, new X500Name("CN=somebody"));
    }

    private X509Certificate sign(CertificateSigner signer, KeyPair keys, List<Extension> extensions, X500Name subject) {
        return signer.sign(new Content(subject, SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()),
                now.minusSeconds(60), now.plusSeconds(3600), extensions));
    }
}
