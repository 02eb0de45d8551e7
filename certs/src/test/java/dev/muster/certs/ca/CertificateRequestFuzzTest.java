package dev.muster.certs.ca;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

import dev.muster.certs.testing.Requests;
import dev.muster.certs.x509.KeyPairs;
import dev.muster.certs.x509.Pem;

/**
 * Fuzz target "pkcs10": any bytes are a request with a finding, never an exception; and no damage to a request makes another key
 * look proven.
 */
@Timeout(120)
final class CertificateRequestFuzzTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final List<KeyPair> KEYS = List.of(KeyPairs.p256(RANDOM), KeyPairs.rsa2048(RANDOM),
            Requests.curve("secp384r1"));

    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (KeyPair keys : KEYS) {
            byte[] request = Requests.of(keys);
            seeds.add(request);
            seeds.add(Pem.block("CERTIFICATE REQUEST", request).getBytes(StandardCharsets.US_ASCII));
        }
        seeds.add(Requests.of(Requests.curve("secp521r1")));
        seeds.add(Requests.of(KEYS.get(0).getPublic(), KEYS.get(2), "SHA1withECDSA"));
        return seeds;
    }

    @MethodSource("seeds")
    @FuzzTest
    void provesNoKeyButThoseThatSigned(byte[] request) throws java.io.IOException {
        if (RequestCheck.check(request) instanceof RequestCheck.Finding.Sound sound) {
            assertTrue(isKnown(sound.key()), "a key that signed nothing counts as proven");
        }
    }

    private static boolean isKnown(SubjectPublicKeyInfo key) throws java.io.IOException {
        byte[] bits = key.getPublicKeyData().getOctets();
        return KEYS.stream().anyMatch(known -> java.util.Arrays.equals(bits,
                SubjectPublicKeyInfo.getInstance(known.getPublic().getEncoded()).getPublicKeyData().getOctets()));
    }
}
