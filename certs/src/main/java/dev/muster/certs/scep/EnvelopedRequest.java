package dev.muster.certs.scep;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

import dev.muster.certs.scep.ScepReading.Challenge;
import dev.muster.certs.scep.ScepReading.Request;

/** Serves the reader: the PKCS#10 request out of its envelope. */
final class EnvelopedRequest {
    private static final int MAX_CHALLENGE = 255;

    private EnvelopedRequest() {}

    /**
     * The request; empty if the bytes are none, if it holds two challenges, or if a self-signed signer has another key than the one
     * asked for: then nobody has shown that the two belong together.
     */
    static Optional<Request> read(ScepTransaction transaction, MessageType type, byte[] csr, ContentCipher cipher) {
        try {
            PKCS10CertificationRequest request = new PKCS10CertificationRequest(csr);
            X509CertificateHolder signer = transaction.signer();
            boolean selfSigned = signer.getIssuer().equals(signer.getSubject());
            boolean sameKey = Arrays.equals(signer.getSubjectPublicKeyInfo().getEncoded(),
                    request.getSubjectPublicKeyInfo().getEncoded());
            Attribute[] challenges = request.getAttributes(PKCSObjectIdentifiers.pkcs_9_at_challengePassword);
            if ((selfSigned && !sameKey) || challenges.length > 1) {
                return Optional.empty();
            }
            Optional<Challenge> challenge = challenges.length == 0 ? Optional.empty() : challenge(challenges[0]);
            if (challenges.length == 1 && challenge.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(new Request(transaction, type, selfSigned, csr, challenge, cipher));
        } catch (IOException | RuntimeException malformed) {
            // Bouncy Castle reports malformed ASN.1 with a dozen unchecked types; all mean the same here.
            return Optional.empty();
        }
    }

    private static Optional<Challenge> challenge(Attribute attribute) {
        if (attribute.getAttrValues().size() != 1) {
            return Optional.empty();
        }
        ASN1Encodable value = attribute.getAttrValues().getObjectAt(0);
        return value instanceof ASN1String text && text.getString().length() <= MAX_CHALLENGE
                ? Optional.of(new Challenge(text.getString()))
                : Optional.empty();
    }
}
