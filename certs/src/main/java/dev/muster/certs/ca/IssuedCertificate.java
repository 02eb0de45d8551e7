package dev.muster.certs.ca;

import java.security.cert.X509Certificate;
import java.util.List;

import dev.muster.certs.identity.ClientCertificate;

/**
 * A certificate the device CA has just issued.
 *
 * @param facts what the gateway records of it
 * @param certificate the certificate
 * @param chain the certificate first, then the issuing CA, then the root
 */
public record IssuedCertificate(ClientCertificate facts, X509Certificate certificate, List<X509Certificate> chain) {
    public IssuedCertificate {
        chain = List.copyOf(chain);
    }
}
