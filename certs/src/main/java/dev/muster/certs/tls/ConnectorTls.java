package dev.muster.certs.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

import dev.muster.certs.ca.ServerCertificate;
import dev.muster.certs.identity.CertificateIdentity.Purpose;
import dev.muster.certs.identity.ClientVerifier;

/**
 * Makes the TLS of the connectors' door (R22), for a server that runs each connection on a thread of its own: unlike
 * {@link CheckInTls} it verifies the client's certificate in full during the handshake and lets in nobody whose certificate was
 * issued for another purpose. Whether the tenant still has that connector is asked at each request, not here.
 */
public final class ConnectorTls {
    private ConnectorTls() {}

    /**
     * The context of the door. The server that uses it has to demand a client certificate.
     *
     * @param acceptedIssuers the CA names sent with the request for a certificate
     */
    public static SSLContext server(ServerCertificate certificate, ClientVerifier verifier,
            List<X509Certificate> acceptedIssuers, Clock clock) {
        return context(certificate, new PurposeTrust(verifier, Purpose.CONNECTOR, acceptedIssuers, clock));
    }

    /** The other side: shows this certificate, and trusts servers whose chains lead to these roots. */
    public static SSLContext client(ServerCertificate own, List<X509Certificate> roots) {
        return context(own, new RememberingTrust(roots));
    }

    private static SSLContext context(ServerCertificate certificate, TrustManager trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(certificate), new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException | IOException unusable) {
            throw new IllegalStateException("the platform's TLS took neither the certificate nor the settings",
                    unusable);
        }
    }

    private static KeyManager[] keys(ServerCertificate certificate) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", certificate.key(), new char[0],
                certificate.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        return keys.getKeyManagers();
    }
}
