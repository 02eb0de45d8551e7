package dev.muster.certs.ca;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.cert.X509Certificate;
import java.util.Optional;

import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

import dev.muster.certs.identity.Fingerprint;
import dev.muster.certs.x509.Pem;

/**
 * For enrolment: tells whether a request is of the key that a certificate was issued to, which is how a device that lost the
 * answer proves that it is the one that asked before. A key is named by the SHA-256 of its encoding, hexadecimal.
 */
public final class RequestedKey {
    private RequestedKey() {}

    /** The key that asks for a certificate; empty unless the request is sound and signed by that key. */
    public static Optional<String> of(byte[] csr) {
        return switch (RequestCheck.check(csr)) {
            case RequestCheck.Finding.Unsound _ -> Optional.empty();
            case RequestCheck.Finding.Sound(SubjectPublicKeyInfo key) -> Optional.of(name(key));
        };
    }

    /** The key of a certificate. */
    public static String of(X509Certificate certificate) {
        return name(Certificate.getInstance(Pem.encoded(certificate)).getSubjectPublicKeyInfo());
    }

    private static String name(SubjectPublicKeyInfo key) {
        try {
            return Fingerprint.of(key.getEncoded(ASN1Encoding.DER)).hex();
        } catch (IOException impossible) {
            throw new UncheckedIOException("a key that was read can be written", impossible);
        }
    }
}
