package dev.muster.certs.apns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.certs.apns.PushCertificateForge.Forged;
import dev.muster.certs.apns.PushCertificateForge.KeyKind;
import dev.muster.certs.apns.PushCertificateReading.Problem;
import dev.muster.certs.apns.PushCertificateReading.Unusable;
import dev.muster.certs.apns.PushCertificateReading.Usable;
import dev.muster.certs.testing.OpenSsl;

@Timeout(60)
class PushCertificateReaderTest {
    private static final String TOPIC = "com.apple.mgmt.External.6f1f0a3e-5d0a-4a51-9a9c-2f1a2b3c4d5e";
    private final Instant now = Instant.now();
    private final PushCertificateForge forge = new PushCertificateForge(new SecureRandom(), now);

    @Test
    void readsTopicAndEndOfBothKindsOfKey() {
        for (KeyKind kind : KeyKind.values()) {
            Forged forged = forge.pushCertificate(TOPIC, kind, Duration.ofDays(365));
            PushCertificate read = assertInstanceOf(Usable.class,
                    PushCertificateReader.read(forged.certificatePem(), forged.keyPem())).certificate();
            assertEquals(TOPIC, read.topic());
            assertEquals(now.minus(Duration.ofHours(1)).plus(Duration.ofDays(365)).truncatedTo(ChronoUnit.SECONDS),
                    read.notAfter());
            assertEquals(forged.key(), read.key());
            assertEquals("PushCertificate[topic=" + TOPIC + ", notAfter=" + read.notAfter() + "]", read.toString());
        }
    }

    @Test
    void readsAnExpiredCertificateAndTheFirstOfAChain() {
        Forged forged = forge.pushCertificate(TOPIC, KeyKind.P_256, Duration.ofMinutes(5));
        String chain = forged.certificatePem() + forge.serverCertificate("localhost").certificatePem();
        assertInstanceOf(Usable.class, PushCertificateReader.read(chain, forged.keyPem()));
    }

    @Test
    void namesWhatIsWrong() {
        Forged forged = forge.pushCertificate(TOPIC, KeyKind.P_256, Duration.ofDays(1));
        Forged other = forge.pushCertificate(TOPIC, KeyKind.P_256, Duration.ofDays(1));
        Forged rsa = forge.pushCertificate(TOPIC, KeyKind.RSA_2048, Duration.ofDays(1));
        Forged server = forge.serverCertificate("localhost");
        String good = forged.certificatePem();
        assertProblem(Problem.CERTIFICATE_UNREADABLE, "", forged.keyPem());
        assertProblem(Problem.CERTIFICATE_UNREADABLE, forged.keyPem(), forged.keyPem());
        assertProblem(Problem.CERTIFICATE_UNREADABLE, good.replace("MII", "!!!"), forged.keyPem());
        assertProblem(Problem.NO_TOPIC, server.certificatePem(), server.keyPem());
        assertProblem(Problem.KEY_OF_ANOTHER_CERTIFICATE, good, other.keyPem());
        assertProblem(Problem.KEY_OF_ANOTHER_CERTIFICATE, good, rsa.keyPem());
        assertProblem(Problem.KEY_UNREADABLE, good, "");
        assertProblem(Problem.KEY_UNREADABLE, good, "-----BEGIN PRIVATE KEY-----\n%%%");
        assertProblem(Problem.KEY_UNREADABLE, good, "x".repeat(300_000));
    }

    @Test
    void tellsTheOtherFormatsOfOpenSslApart(@TempDir Path data) throws Exception {
        Forged forged = forge.pushCertificate(TOPIC, KeyKind.RSA_2048, Duration.ofDays(1));
        Files.writeString(data.resolve("key.pem"), forged.keyPem());
        assertEquals(0, OpenSsl.run(data, "rsa", "-in", "key.pem", "-traditional", "-out", "pkcs1.pem").exit());
        assertEquals(0, OpenSsl.run(data, "pkcs8", "-topk8", "-in", "key.pem", "-passout", "pass:secret", "-out",
                "encrypted.pem").exit());
        assertEquals(0, OpenSsl.run(data, "rsa", "-in", "key.pem", "-traditional", "-aes128", "-passout", "pass:secret",
                "-out", "old.pem").exit());
        assertEquals(0,
                OpenSsl.run(data, "pkcs8", "-topk8", "-nocrypt", "-in", "pkcs1.pem", "-out", "again.pem").exit());
        String certificate = forged.certificatePem();
        assertProblem(Problem.KEY_NOT_PKCS8, certificate, Files.readString(data.resolve("pkcs1.pem")));
        assertProblem(Problem.KEY_ENCRYPTED, certificate, Files.readString(data.resolve("encrypted.pem")));
        assertProblem(Problem.KEY_ENCRYPTED, certificate, Files.readString(data.resolve("old.pem")));
        assertInstanceOf(Usable.class,
                PushCertificateReader.read(certificate, Files.readString(data.resolve("again.pem"))));
    }

    private static void assertProblem(Problem expected, String certificate, String key) {
        assertEquals(new Unusable(expected), PushCertificateReader.read(certificate, key));
        for (String text : List.of(expected.what(), expected.why(), expected.cure())) {
            assertFalse(text.isBlank());
        }
    }
}
