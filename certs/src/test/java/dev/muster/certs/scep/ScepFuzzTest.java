package dev.muster.certs.scep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

import dev.muster.certs.scep.ScepReading.Poll;
import dev.muster.certs.scep.ScepReading.Refused;
import dev.muster.certs.scep.ScepReading.Request;
import dev.muster.certs.scep.ScepReading.Unreadable;
import dev.muster.certs.scep.TestClient.Wishes;
import dev.muster.certs.x509.KeyPairs;

/**
 * Fuzz target "cms": any bytes are a reading, never an exception; nothing counts as signed but what our client signed. What stands behind
 * the signature is the business of {@link EnvelopeFuzzTest}.
 */
@Timeout(120)
final class ScepFuzzTest {
    static final TestAuthority RA = new TestAuthority();
    static final TestClient CLIENT = new TestClient(KeyPairs.rsa2048(TestAuthority.RANDOM));

    static byte[] envelope(ContentCipher cipher) {
        return CLIENT.enveloped(CLIENT.csr("secret"), RA.authority.certificate(), cipher);
    }

    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(CLIENT.message(Wishes.USUAL, envelope(ContentCipher.AES_128)));
        seeds.add(CLIENT.message(Wishes.USUAL.with(ContentCipher.DES, "SHA1"), envelope(ContentCipher.DES)));
        seeds.add(CLIENT.message(Wishes.USUAL.with(MessageType.GET_CRL), envelope(ContentCipher.AES_256)));
        seeds.add(CLIENT.message(Wishes.USUAL.with(MessageType.GET_CERT_INITIAL), envelope(ContentCipher.DES_EDE3)));
        seeds.add(new ScepService(RA.authority).certificates());
        return seeds;
    }

    @MethodSource("seeds")
    @FuzzTest
    void takesNothingForSignedThatOurClientDidNotSign(byte[] message) throws IOException {
        switch (RA.reader.read(message)) {
            case Request request -> assertSignedByUs(request.transaction());
            case Poll poll -> assertSignedByUs(poll.transaction());
            case Refused refused -> assertSignedByUs(refused.transaction());
            case Unreadable unreadable -> assertNotNull(unreadable.problem());
        }
    }

    /** No signature of the message covers the rest of the certificate. */
    private static void assertSignedByUs(ScepTransaction transaction) throws IOException {
        assertFalse(transaction.id().isEmpty());
        assertEquals(((RSAPublicKey) CLIENT.keys.getPublic()).getModulus(),
                RsaKeys.sound(transaction.signer().getSubjectPublicKeyInfo()).orElseThrow().getModulus());
    }
}
