package dev.muster.certs.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

import dev.muster.certs.identity.CertificateIdentity.Purpose;
import dev.muster.certs.identity.ClientVerifier;
import dev.muster.certs.identity.ClientVerifier.Verdict;

/** Lets in clients with a certificate of ours that was issued for one purpose; it verifies in full and so may block. */
final class PurposeTrust extends X509ExtendedTrustManager {
    private final ClientVerifier verifier;
    private final Purpose purpose;
    private final X509Certificate[] acceptedIssuers;
    private final Clock clock;

    PurposeTrust(ClientVerifier verifier, Purpose purpose, List<X509Certificate> acceptedIssuers, Clock clock) {
        this.verifier = verifier;
        this.purpose = purpose;
        this.acceptedIssuers = acceptedIssuers.toArray(X509Certificate[]::new);
        this.clock = clock;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        // Only the leaf counts: what a client sends behind it is not evidence of anything.
        byte[] der = chain.length == 0 ? new byte[0] : chain[0].getEncoded();
        switch (verifier.verify(der, clock.instant())) {
            case Verdict.Refused(var reason) -> throw new CertificateException("client certificate refused: " + reason);
            case Verdict.Ours(var certificate) -> {
                if (certificate.identity().purpose() != purpose) {
                    throw new CertificateException("client certificate refused: issued for another purpose");
                }
            }
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("this side is a server");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("this side is a server");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this side is a server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return acceptedIssuers.clone();
    }
}
