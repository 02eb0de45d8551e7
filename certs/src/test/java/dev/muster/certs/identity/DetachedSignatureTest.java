package dev.muster.certs.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.muster.certs.testing.OpenSsl;
import dev.muster.certs.testing.Requests;
import dev.muster.certs.testing.TestCa;
import dev.muster.certs.x509.Pem;

/** Detached signatures, made by openssl as a device would make them. */
@Timeout(60)
class DetachedSignatureTest {
    private static final byte[] BODY = "<plist><dict/></plist>\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private Path directory;
    private TestCa ca;

    @BeforeEach
    void make(@TempDir Path made) {
        directory = made;
        ca = TestCa.in(made, Clock.systemUTC());
    }

    private TestCa.Device device(boolean rsa) throws IOException {
        KeyPair keys = rsa ? Requests.rsa(2_048) : Requests.curve("secp256r1");
        TestCa.Device device = ca.device(keys, Duration.ofDays(30));
        Files.writeString(directory.resolve("key.pem"), Pem.of(keys.getPrivate()));
        Files.writeString(directory.resolve("signer.pem"), Pem.of(List.of(device.issued().certificate())));
        Files.write(directory.resolve("body"), BODY);
        return device;
    }

    private byte[] sign(String... more) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("cms", "-sign", "-binary", "-in", "body", "-signer",
                "signer.pem", "-inkey", "key.pem", "-outform", "DER", "-out", "signature.der"));
        arguments.addAll(List.of(more));
        OpenSsl.Run run = OpenSsl.run(directory, arguments.toArray(String[]::new));
        assertEquals(0, run.exit(), run.output());
        return Files.readAllBytes(directory.resolve("signature.der"));
    }

    @ParameterizedTest
    @CsvSource({"true,sha1", "true,sha256", "true,sha512", "false,sha1", "false,sha256"})
    void namesTheSignerOfExactlyTheseBytes(boolean rsa, String digest) throws Exception {
        TestCa.Device device = device(rsa);
        DetachedSignature signature = DetachedSignature.read(sign("-md", digest)).orElseThrow();

        assertArrayEquals(device.der(), signature.certificate());
        assertTrue(signature.covers(BODY));
        byte[] other = BODY.clone();
        other[3] ^= 1;
        assertFalse(signature.covers(other));
        assertFalse(signature.covers(new byte[0]));
    }

    @Test
    void takesASignatureWithoutAttributes() throws Exception {
        device(true);
        DetachedSignature signature = DetachedSignature.read(sign("-noattr", "-md", "sha256")).orElseThrow();

        assertTrue(signature.covers(BODY));
        assertFalse(signature.covers(new byte[] {1}));
    }

    @Test
    void refusesABrokenDigest() throws Exception {
        device(true);
        byte[] signature = sign("-md", "md5");

        assertFalse(DetachedSignature.read(signature).orElseThrow().covers(BODY));
    }

    @Test
    void refusesWhatHasContentNoCertificateOrTwoSigners() throws Exception {
        device(true);

        assertTrue(DetachedSignature.read(sign("-nodetach")).isEmpty(), "its content would be another message");
        assertTrue(DetachedSignature.read(sign("-nocerts")).isEmpty());
        Files.move(directory.resolve("signer.pem"), directory.resolve("other.pem"));
        Files.move(directory.resolve("key.pem"), directory.resolve("other.key"));
        device(true);
        assertTrue(DetachedSignature.read(sign("-signer", "other.pem", "-inkey", "other.key")).isEmpty());
    }

    @Test
    void refusesASignatureByAnotherKeyThanTheCertificates() throws Exception {
        TestCa.Device victim = device(false);
        byte[] theirs = sign();
        device(false);
        byte[] forged = swap(sign(), victim);

        assertTrue(DetachedSignature.read(theirs).orElseThrow().covers(BODY));
        assertTrue(DetachedSignature.read(forged).map(signature -> !signature.covers(BODY)).orElse(true));
    }

    /** Puts another certificate in the place of the signer's; lengths may differ, then it is unreadable, which is as good. */
    private byte[] swap(byte[] cms, TestCa.Device other) throws Exception {
        byte[] own = Pem.encoded(Pem.certificates(Files.readString(directory.resolve("signer.pem"),
                StandardCharsets.US_ASCII)).getFirst());
        String text = new String(cms, StandardCharsets.ISO_8859_1);
        return text.replace(new String(own, StandardCharsets.ISO_8859_1),
                new String(other.der(), StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void survivesEveryFlippedAndMissingByte() throws Exception {
        device(false);
        byte[] good = sign();
        for (int i = 0; i < good.length; i++) {
            byte[] flipped = good.clone();
            flipped[i] ^= 0x55;
            DetachedSignature.read(flipped).ifPresent(signature -> signature.covers(BODY));
            assertTrue(DetachedSignature.read(java.util.Arrays.copyOf(good, i)).isEmpty());
        }
        assertTrue(DetachedSignature.read(new byte[DetachedSignature.MAX_BYTES + 1]).isEmpty());
        assertTrue(DetachedSignature.read("garbage".getBytes(StandardCharsets.US_ASCII)).isEmpty());
    }
}
