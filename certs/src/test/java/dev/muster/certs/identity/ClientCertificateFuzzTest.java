package dev.muster.certs.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

import dev.muster.certs.identity.ClientVerifier.Verdict;
import dev.muster.certs.testing.TestCa;
import dev.muster.certs.x509.Pem;

/**
 * Fuzz target "certificate": any bytes that a client may offer as its certificate get a verdict, never an exception; and ours are
 * only those we issued, byte by byte: another spelling would be another fingerprint for a certificate that was revoked.
 */
@Timeout(120)
final class ClientCertificateFuzzTest {
    private static final TestCa CA = ca();
    private static final byte[] ISSUED = CA.device().der();

    private final Instant now = Instant.now();
    private final CertificateVerifier verifier = new CertificateVerifier(CA.ca().issuers(), 2);

    private static TestCa ca() {
        try {
            Path directory = Files.createTempDirectory("muster-fuzz");
            directory.toFile().deleteOnExit();
            return TestCa.in(directory, Clock.systemUTC());
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    static List<byte[]> seeds() {
        return List.of(ISSUED, Pem.encoded(CA.ca().root()), Pem.encoded(CA.ca().issuers().getFirst()), new byte[0]);
    }

    @MethodSource("seeds")
    @FuzzTest
    void takesNoCertificateForOursThatWeDidNotIssue(byte[] certificate) {
        if (verifier.verify(certificate, now) instanceof Verdict.Ours ours) {
            assertArrayEquals(ISSUED, certificate);
            assertEquals(Fingerprint.of(ISSUED), ours.certificate().fingerprint());
        }
    }
}
