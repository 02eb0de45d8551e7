package dev.muster.certs.apns;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

import dev.muster.certs.apns.PushCertificateForge.Forged;
import dev.muster.certs.apns.PushCertificateForge.KeyKind;
import dev.muster.certs.apns.PushCertificateReading.Unusable;
import dev.muster.certs.apns.PushCertificateReading.Usable;
import dev.muster.certs.x509.KeyPairs;
import dev.muster.certs.x509.Pem;

/**
 * Fuzz target "push": any two texts that an administrator may upload as certificate and key are usable or have a problem, never an
 * exception; usable ones have a topic and belong together.
 *
 * <p>
 * An input is either two texts with a NUL byte between, or, so that damage reaches below base64, a zero, the certificate's length in two
 * bytes, the certificate and the key in DER.
 */
@Timeout(120)
final class PushCertificateFuzzTest {
    static List<byte[]> seeds() {
        PushCertificateForge forge = new PushCertificateForge(new SecureRandom(), Instant.now());
        List<byte[]> seeds = new ArrayList<>();
        for (KeyKind kind : KeyKind.values()) {
            Forged forged = forge.pushCertificate("com.apple.mgmt.External.1", kind, Duration.ofDays(1));
            seeds.add((forged.certificatePem() + '\0' + forged.keyPem()).getBytes(StandardCharsets.ISO_8859_1));
            seeds.add(der(Pem.encoded(forged.certificate()), forged.key().getEncoded()));
        }
        return seeds;
    }

    private static byte[] der(byte[] certificate, byte[] key) {
        return ByteBuffer.allocate(3 + certificate.length + key.length).put((byte) 0)
                .putShort((short) certificate.length)
                .put(certificate).put(key).array();
    }

    @MethodSource("seeds")
    @FuzzTest
    void usesOnlyPairsWithATopic(byte[] upload) {
        switch (read(upload)) {
            case Usable usable -> {
                PushCertificate push = usable.certificate();
                assertFalse(push.topic().isBlank());
                assertTrue(KeyPairs.belong(push.key(), push.certificate().getPublicKey()));
            }
            case Unusable unusable -> assertFalse(unusable.problem().cure().isEmpty());
        }
    }

    private static PushCertificateReading read(byte[] upload) {
        if (upload.length > 3 && upload[0] == 0) {
            int length = Math.min(upload.length - 3, (upload[1] & 0xFF) << 8 | (upload[2] & 0xFF));
            return PushCertificateReader.read(Pem.block("CERTIFICATE", Arrays.copyOfRange(upload, 3, 3 + length)),
                    Pem.block("PRIVATE KEY", Arrays.copyOfRange(upload, 3 + length, upload.length)));
        }
        String text = new String(upload, StandardCharsets.ISO_8859_1);
        int half = text.indexOf('\0');
        return PushCertificateReader.read(half < 0 ? text : text.substring(0, half),
                half < 0 ? text : text.substring(half + 1));
    }
}
