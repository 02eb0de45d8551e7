package dev.muster.certs.scep;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

import dev.muster.certs.scep.ScepReading.Poll;
import dev.muster.certs.scep.ScepReading.Problem;
import dev.muster.certs.scep.ScepReading.Refused;
import dev.muster.certs.scep.ScepReading.Request;
import dev.muster.certs.scep.ScepReading.Unreadable;
import dev.muster.certs.testing.Requests;

/**
 * Fuzz target "scep": what stands behind the signature. Any bytes where the envelope belongs are a request, or are refused for their
 * envelope or their content, never with an exception.
 */
@Timeout(120)
final class EnvelopeFuzzTest {
    /** Shorter than any real one: what is tried two million times does not depend on the length. */
    private static final TestAuthority RA = new TestAuthority(Requests.rsa(1024));
    private static final ScepTransaction TRANSACTION = new ScepTransaction("1", new byte[0],
            ScepFuzzTest.CLIENT.certificate, NISTObjectIdentifiers.id_sha256);
    private final EnvelopeOpener opener = new EnvelopeOpener(RA.authority);

    static List<byte[]> seeds() {
        TestClient client = ScepFuzzTest.CLIENT;
        return Arrays.stream(ContentCipher.values())
                .map(cipher -> client.enveloped(client.csr("secret"), RA.authority.certificate(), cipher)).toList();
    }

    @MethodSource("seeds")
    @FuzzTest
    void opensEnvelopesOrRefusesThem(byte[] envelope) {
        switch (opener.open(TRANSACTION, MessageType.PKCS_REQ, envelope)) {
            case Request request -> assertTrue(request.selfSigned());
            case Refused refused -> assertFalse(refused.problem() == Problem.MESSAGE_TYPE);
            case Poll poll -> throw new AssertionError("a request became " + poll);
            case Unreadable unreadable -> throw new AssertionError("signed and yet " + unreadable);
        }
    }
}
