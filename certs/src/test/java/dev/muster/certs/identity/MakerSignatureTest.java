package dev.muster.certs.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.certs.cms.SignedDocument;
import dev.muster.certs.identity.MakerSignature.Problem;
import dev.muster.certs.identity.MakerSignature.Reading;
import dev.muster.certs.x509.CertificateSigner;
import dev.muster.certs.x509.Extensions;
import dev.muster.certs.x509.KeyPairs;

/** Devices that say what they are by their maker's word. */
@Timeout(60)
class MakerSignatureTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] SAID = "I am C02ORCHARD1".getBytes(StandardCharsets.US_ASCII);
    private static final Issuer MAKER = Issuer.root("CN=Maker");
    private static final Issuer STRANGER = Issuer.root("CN=Maker");

    private final MakerSignature makers = new MakerSignature(List.of(MAKER.certificate));

    /** Somebody who issues certificates. */
    private record Issuer(X509Certificate certificate, KeyPair keys, CertificateSigner signer) {
        static Issuer root(String name) {
            KeyPair keys = KeyPairs.rsa2048(RANDOM);
            CertificateSigner signer = new CertificateSigner(new X500Name(name), keys.getPublic(), keys.getPrivate(),
                    RANDOM);
            return new Issuer(sign(signer, name, keys, Extensions.ofAuthority(1), now().plusSeconds(1_000_000)), keys,
                    signer);
        }

        Issuer below(String name) {
            KeyPair keys = KeyPairs.p256(RANDOM);
            return new Issuer(sign(signer, name, keys, Extensions.ofAuthority(0), now().plusSeconds(1_000_000)), keys,
                    new CertificateSigner(new X500Name(name), keys.getPublic(), keys.getPrivate(), RANDOM));
        }

        X509Certificate hardware(KeyPair keys, Instant end) {
            return sign(signer, "CN=C02ORCHARD1", keys, Extensions.ofClient(), end);
        }

        private static X509Certificate sign(CertificateSigner signer, String subject, KeyPair keys,
                List<Extension> extensions, Instant end) {
            return signer.sign(new CertificateSigner.Content(new X500Name(subject),
                    SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()), now().minusSeconds(2_000_000), end,
                    extensions));
        }
    }

    private static byte[] signed(KeyPair keys, X509Certificate... chain) {
        return SignedDocument.sign(SAID, keys.getPrivate(), List.of(chain), RANDOM);
    }

    private static byte[] signed(Issuer maker, Instant end) {
        KeyPair keys = KeyPairs.rsa2048(RANDOM);
        return signed(keys, maker.hardware(keys, end));
    }

    private void assertRefused(Problem problem, byte[] message) {
        assertEquals(new Reading.Refused(problem), makers.read(message));
    }

    private static Instant now() {
        return Instant.now();
    }

    @Test
    void believesHardwareOfAMakerItTrusts() {
        Reading.Verified read = assertInstanceOf(Reading.Verified.class,
                makers.read(signed(MAKER, now().plusSeconds(3600))));
        assertArrayEquals(SAID, read.content());
    }

    @Test
    void believesItWhenTheCertificateOfItsMakerHasExpired() {
        assertInstanceOf(Reading.Verified.class, makers.read(signed(MAKER, now().minusSeconds(3600))));
    }

    @Test
    void followsAnIssuerInBetweenThatCameAlong() {
        Issuer factory = MAKER.below("CN=Factory");
        KeyPair keys = KeyPairs.p256(RANDOM);
        X509Certificate hardware = factory.hardware(keys, now().plusSeconds(3600));
        assertInstanceOf(Reading.Verified.class, makers.read(signed(keys, hardware, factory.certificate)));
        assertInstanceOf(Reading.Verified.class,
                makers.read(signed(keys, hardware, factory.certificate, MAKER.certificate)));
        assertRefused(Problem.UNTRUSTED, signed(keys, hardware));
    }

    @Test
    void believesNoOtherMakerAlsoOfTheSameNameAndNoHardwareThatVouchesForOthers() {
        assertRefused(Problem.UNTRUSTED, signed(STRANGER, now().plusSeconds(3600)));
        assertRefused(Problem.UNTRUSTED, signed(STRANGER.keys, STRANGER.certificate));
        KeyPair keys = KeyPairs.p256(RANDOM);
        X509Certificate hardware = MAKER.hardware(keys, now().plusSeconds(3600));
        CertificateSigner device = new CertificateSigner(new X500Name("CN=C02ORCHARD1"), keys.getPublic(),
                keys.getPrivate(), RANDOM);
        KeyPair another = KeyPairs.p256(RANDOM);
        X509Certificate vouchedFor = Issuer.sign(device, "CN=C02OTHER", another, Extensions.ofClient(),
                now().plusSeconds(3600));
        assertRefused(Problem.UNTRUSTED, signed(another, vouchedFor, hardware));
    }

    @Test
    void believesNoWordThatWasChanged() {
        byte[] message = signed(MAKER, now().plusSeconds(3600));
        int at = new String(message, StandardCharsets.ISO_8859_1).indexOf("C02ORCHARD1");
        message[at] ^= 1;
        assertEquals(Reading.Refused.class, makers.read(message).getClass());
    }

    @Test
    void aKeyThatIsNotTheCertificatesSignsNothing() {
        KeyPair keys = KeyPairs.rsa2048(RANDOM);
        assertRefused(Problem.SIGNATURE,
                signed(KeyPairs.rsa2048(RANDOM), MAKER.hardware(keys, now().plusSeconds(3600))));
    }

    @Test
    void whatIsNoSignedMessageIsRefusedWithoutAnException() {
        assertRefused(Problem.NOT_SIGNED_DATA, new byte[0]);
        assertRefused(Problem.NOT_SIGNED_DATA, "plist".getBytes(StandardCharsets.US_ASCII));
        assertRefused(Problem.TOO_LARGE, new byte[MakerSignature.MAX_BYTES + 1]);
        byte[] message = signed(MAKER, now().plusSeconds(3600));
        for (int length = 0; length < message.length; length += 7) {
            assertRefused(Problem.NOT_SIGNED_DATA, java.util.Arrays.copyOf(message, length));
        }
        assertThrows(IllegalArgumentException.class, () -> new MakerSignature(List.of()));
    }
}
