package dev.muster.certs.apns;

import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.util.io.pem.PemObject;

import dev.muster.certs.apns.PushCertificateReading.Problem;
import dev.muster.certs.apns.PushCertificateReading.Unusable;
import dev.muster.certs.apns.PushCertificateReading.Usable;
import dev.muster.certs.x509.KeyPairs;
import dev.muster.certs.x509.Pem;

/** For the upload of a push certificate and for the APNs channel: reads one from PEM. Holds nothing. */
public final class PushCertificateReader {
    private PushCertificateReader() {}

    /**
     * Reads a certificate and its key. An expired certificate is read like any other: whether that matters depends on the
     * caller (R13).
     *
     * @param certificatePem the certificate; of a chain the first counts
     * @param keyPem its key, plain PKCS#8, RSA or EC
     */
    public static PushCertificateReading read(String certificatePem, String keyPem) {
        X509Certificate certificate;
        Optional<String> topic;
        try {
            certificate = Pem.certificates(certificatePem).getFirst();
            topic = topic(certificate);
        } catch (CertificateException | IllegalArgumentException malformed) {
            return new Unusable(Problem.CERTIFICATE_UNREADABLE);
        }
        if (topic.isEmpty()) {
            return new Unusable(Problem.NO_TOPIC);
        }
        return key(keyPem, certificate, topic.get());
    }

    private static PushCertificateReading key(String keyPem, X509Certificate certificate, String topic) {
        List<PemObject> blocks;
        try {
            blocks = Pem.blocks(keyPem);
        } catch (CertificateException malformed) {
            return new Unusable(Problem.KEY_UNREADABLE);
        }
        for (PemObject block : blocks) {
            switch (block.getType()) {
                case "PRIVATE KEY" -> {
                    return pair(certificate, KeyPairs.fromPkcs8(block.getContent()), topic);
                }
                case "ENCRYPTED PRIVATE KEY" -> {
                    return new Unusable(Problem.KEY_ENCRYPTED);
                }
                case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> {
                    boolean encrypted = !block.getHeaders().isEmpty();
                    return new Unusable(encrypted ? Problem.KEY_ENCRYPTED : Problem.KEY_NOT_PKCS8);
                }
                default -> {
                    // Parameters or certificates beside the key; the key may follow.
                }
            }
        }
        return new Unusable(Problem.KEY_UNREADABLE);
    }

    private static PushCertificateReading pair(X509Certificate certificate, Optional<PrivateKey> key, String topic) {
        if (key.isEmpty()) {
            return new Unusable(Problem.KEY_UNREADABLE);
        }
        return KeyPairs.belong(key.get(), certificate.getPublicKey())
                ? new Usable(new PushCertificate(certificate, key.get(), topic))
                : new Unusable(Problem.KEY_OF_ANOTHER_CERTIFICATE);
    }

    private static Optional<String> topic(X509Certificate certificate) {
        X500Name subject = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        RDN[] ids = subject.getRDNs(BCStyle.UID);
        if (ids.length != 1) {
            return Optional.empty();
        }
        return Optional.of(IETFUtils.valueToString(ids[0].getFirst().getValue())).filter(topic -> !topic.isBlank());
    }
}
