package dev.muster.loadtest.connector;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

import javax.net.ssl.SSLContext;

import dev.muster.certs.ca.ServerCertificate;
import dev.muster.certs.tls.ConnectorTls;
import dev.muster.loadtest.device.EllipticKeys;
import dev.muster.loadtest.device.SigningRequest;
import dev.muster.loadtest.target.EnrolmentClient;
import dev.muster.loadtest.target.EnrolmentClient.EnrolmentRefused;

/** A connector's key: it makes the request for its certificate, and later the TLS that shows it. */
public final class ConnectorKey {
    private final KeyPair keys = EllipticKeys.generate();

    /** The pair itself. */
    public KeyPair keys() {
        return keys;
    }

    /** The certificate request as the administrators' API takes it, PEM. */
    public String request() {
        return "-----BEGIN CERTIFICATE REQUEST-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(SigningRequest.der("connector", keys))
                + "\n-----END CERTIFICATE REQUEST-----\n";
    }

    /**
     * TLS with the certificate that was issued.
     *
     * @param chain PEM: the certificate, its issuer, the root, which is whom the connector trusts
     */
    public SSLContext tls(String chain) throws EnrolmentRefused {
        List<X509Certificate> certificates = EnrolmentClient
                .certificates(chain.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        return ConnectorTls.client(
                new ServerCertificate(keys.getPrivate(), certificates.subList(0, certificates.size() - 1)),
                certificates.subList(certificates.size() - 1, certificates.size()));
    }
}
