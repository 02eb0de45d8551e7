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
import dev.muster.certs.x509.Pkcs12;

/**
 * For the upload of a push certificate and for the APNs channel: reads one from PEM or PKCS#12. An expired certificate is read
 * like any other: whether that matters depends on the caller (R13). Holds nothing.
 */
public final class PushCertificateReader {
    private PushCertificateReader() {}

    /**
     * Reads a certificate and its key.
     *
     * @param certificatePem the certificate; of a chain the first counts
     * @param keyPem its key, plain PKCS#8, RSA or EC
     */
    public static PushCertificateReading read(String certificatePem, String keyPem) {
        return switch (certificate(certificatePem)) {
            case Named.Bad(Problem problem) -> new Unusable(problem);
            case Named.Good named -> key(keyPem, named);
        };
    }

    /**
     * Reads a certificate that comes alone, as Apple returns it, and finds its key among those that wait here.
     *
     * @param keyPems keys that the gateway made or had before, PKCS#8 PEM
     */
    public static PushCertificateReading match(String certificatePem, List<String> keyPems) {
        switch (certificate(certificatePem)) {
            case Named.Bad(Problem problem) -> {
                return new Unusable(problem);
            }
            case Named.Good named -> {
                for (String keyPem : keyPems) {
                    if (key(keyPem, named) instanceof Usable usable) {
                        return usable;
                    }
                }
                return new Unusable(Problem.KEY_NOT_HERE);
            }
        }
    }

    /** Reads a PKCS#12 file of certificate and key. */
    public static PushCertificateReading readPkcs12(byte[] file, char[] password) {
        return Pkcs12.read(file, password)
                .map(pair -> topic(pair.chain().getFirst())
                        .map(topic -> pair(new Named.Good(pair.chain().getFirst(), topic), Optional.of(pair.key())))
                        .orElse(new Unusable(Problem.NO_TOPIC)))
                .orElse(new Unusable(Problem.PKCS12_UNREADABLE));
    }

    /** Whether a text holds a private key beside certificates. */
    public static boolean holdsKey(String pem) {
        try {
            return Pem.blocks(pem).stream().anyMatch(block -> block.getType().endsWith("PRIVATE KEY"));
        } catch (CertificateException malformed) {
            return false;
        }
    }

    /** A certificate with its topic, or what is wrong with it. */
    private sealed interface Named {
        record Good(X509Certificate certificate, String topic) implements Named {}

        record Bad(Problem problem) implements Named {}
    }

    private static Named certificate(String pem) {
        try {
            X509Certificate certificate = Pem.certificates(pem).getFirst();
            return topic(certificate).<Named>map(topic -> new Named.Good(certificate, topic))
                    .orElse(new Named.Bad(Problem.NO_TOPIC));
        } catch (CertificateException | IllegalArgumentException malformed) {
            return new Named.Bad(Problem.CERTIFICATE_UNREADABLE);
        }
    }

    private static PushCertificateReading key(String keyPem, Named.Good named) {
        List<PemObject> blocks;
        try {
            blocks = Pem.blocks(keyPem);
        } catch (CertificateException malformed) {
            return new Unusable(Problem.KEY_UNREADABLE);
        }
        for (PemObject block : blocks) {
            switch (block.getType()) {
                case "PRIVATE KEY" -> {
                    return pair(named, KeyPairs.fromPkcs8(block.getContent()));
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

    private static PushCertificateReading pair(Named.Good named, Optional<PrivateKey> key) {
        if (key.isEmpty()) {
            return new Unusable(Problem.KEY_UNREADABLE);
        }
        return KeyPairs.belong(key.get(), named.certificate().getPublicKey())
                ? new Usable(new PushCertificate(named.certificate(), key.get(), named.topic()))
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
