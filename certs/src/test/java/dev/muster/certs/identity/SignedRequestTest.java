package dev.muster.certs.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.certs.testing.OpenSsl;
import dev.muster.certs.x509.Pem;

/** Messages that openssl signed. */
@Timeout(60)
class SignedRequestTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void makeAKey() throws Exception {
        Files.writeString(directory.resolve("content"), "a certificate request");
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "key.pem",
                "-out", "own.pem", "-subj", "/CN=device", "-days", "2");
    }

    @Test
    void readsWhatIsSignedAndByWhom() throws Exception {
        SignedRequest request = SignedRequest.read(signed("own.pem", "key.pem")).orElseThrow();
        assertArrayEquals(Files.readAllBytes(directory.resolve("content")), request.content());
        assertArrayEquals(Pem.encoded(Pem.certificates(Files.readString(directory.resolve("own.pem"))).getFirst()),
                request.certificate());
        assertTrue(request.verifies());
    }

    @Test
    void noticesEveryChangedByteOfTheContent() throws Exception {
        byte[] whole = signed("own.pem", "key.pem");
        String text = new String(whole, StandardCharsets.ISO_8859_1);
        int at = text.indexOf("a certificate request");
        assertTrue(at > 0);
        byte[] changed = whole.clone();
        changed[at] ^= 1;
        assertFalse(SignedRequest.read(changed).orElseThrow().verifies());
    }

    @Test
    void readsNothingWithoutContentOrSignerOrBeyondItsLength() throws Exception {
        openssl("cms", "-sign", "-binary", "-in", "content", "-signer", "own.pem", "-inkey", "key.pem", "-outform",
                "DER", "-out", "detached.der");
        assertEquals(Optional.empty(), SignedRequest.read(Files.readAllBytes(directory.resolve("detached.der"))));
        openssl("cms", "-sign", "-binary", "-nodetach", "-nocerts", "-in", "content", "-signer", "own.pem", "-inkey",
                "key.pem", "-outform", "DER", "-out", "bare.der");
        assertEquals(Optional.empty(), SignedRequest.read(Files.readAllBytes(directory.resolve("bare.der"))));
        byte[] whole = signed("own.pem", "key.pem");
        assertEquals(Optional.empty(), SignedRequest.read(Arrays.copyOf(whole, SignedRequest.MAX_BYTES + 1)));
        for (int length = 0; length < whole.length; length += 11) {
            assertEquals(Optional.empty(), SignedRequest.read(Arrays.copyOf(whole, length)), "cut at " + length);
        }
    }

    private byte[] signed(String certificate, String key) throws Exception {
        openssl("cms", "-sign", "-binary", "-nodetach", "-in", "content", "-signer", certificate, "-inkey", key,
                "-outform", "DER", "-out", "signed.der");
        return Files.readAllBytes(directory.resolve("signed.der"));
    }

    private void openssl(String... arguments) throws Exception {
        OpenSsl.Run run = OpenSsl.run(directory, arguments);
        assertEquals(0, run.exit(), run.output());
    }
}
