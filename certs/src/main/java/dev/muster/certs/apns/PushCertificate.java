package dev.muster.certs.apns;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;

/**
 * An Apple push certificate with its key, as the APNs channel and the administrator's upload need it. The text form names no
 * key.
 *
 * @param certificate the certificate
 * @param key its private key
 * @param topic UID of its subject: the topic devices enrol with (R13)
 */
public record PushCertificate(X509Certificate certificate, PrivateKey key, String topic) {
    /** End of its validity; afterwards Apple takes no push (R13: check-ins go on). */
    public Instant notAfter() {
        return certificate.getNotAfter().toInstant();
    }

    @Override
    public String toString() {
        return "PushCertificate[topic=" + topic + ", notAfter=" + notAfter() + "]";
    }
}
