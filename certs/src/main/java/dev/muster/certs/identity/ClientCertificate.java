package dev.muster.certs.identity;

import java.time.Instant;

/**
 * What the gateway needs to know of a client certificate, read once per connection.
 *
 * @param fingerprint its name
 * @param identity whose it is
 * @param notBefore start of validity, inclusive
 * @param notAfter end of validity, inclusive
 */
public record ClientCertificate(Fingerprint fingerprint, CertificateIdentity identity, Instant notBefore,
        Instant notAfter) {
    /** Whether the certificate is valid at this moment. */
    public boolean validAt(Instant moment) {
        return !moment.isBefore(notBefore) && !moment.isAfter(notAfter);
    }
}
