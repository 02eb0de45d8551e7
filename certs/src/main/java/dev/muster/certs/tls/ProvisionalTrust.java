package dev.muster.certs.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.handler.ssl.ResumableX509ExtendedTrustManager;
import io.netty.internal.tcnative.CertificateVerifier;

import dev.muster.certs.identity.ClientVerifier;
import dev.muster.certs.identity.ClientVerifier.Reason;
import dev.muster.certs.identity.ClientVerifier.Verdict;

/**
 * Serves the check-in context. <strong>It accepts more than ours:</strong> whatever {@link ClientVerifier#quick} does not
 * refuse at once, that is also a certificate never seen before that merely claims our issuer. It runs on the event loop and
 * must not block, hence no signature is checked here; {@link CheckInTls} says who does. A certificate that is evidently not
 * ours gets its TLS alert, also when it resumes a session.
 */
final class ProvisionalTrust extends X509ExtendedTrustManager implements ResumableX509ExtendedTrustManager {
    private final ClientVerifier verifier;
    private final X509Certificate[] acceptedIssuers;
    private final Clock clock;

    ProvisionalTrust(ClientVerifier verifier, List<X509Certificate> acceptedIssuers, Clock clock) {
        this.verifier = verifier;
        this.acceptedIssuers = acceptedIssuers.toArray(X509Certificate[]::new);
        this.clock = clock;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        // Only the leaf counts: what a client sends behind it is not evidence of anything.
        byte[] der = chain.length == 0 ? new byte[0] : chain[0].getEncoded();
        Optional<Verdict> verdict = verifier.quick(der, clock.instant());
        if (verdict.isPresent() && verdict.get() instanceof Verdict.Refused refused) {
            throw new OpenSslCertificateException("client certificate refused", new RefusedClient(refused.reason()),
                    alert(refused.reason()));
        }
    }

    /** The verification error from which BoringSSL derives the alert. */
    private static int alert(Reason reason) {
        return switch (reason) {
            case EXPIRED -> CertificateVerifier.X509_V_ERR_CERT_HAS_EXPIRED;
            case NOT_YET_VALID -> CertificateVerifier.X509_V_ERR_CERT_NOT_YET_VALID;
            case FOREIGN_ISSUER -> CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
            case BAD_SIGNATURE -> CertificateVerifier.X509_V_ERR_CERT_SIGNATURE_FAILURE;
            case NOT_A_CLIENT, NO_IDENTITY -> CertificateVerifier.X509_V_ERR_INVALID_PURPOSE;
            case UNREADABLE -> CertificateVerifier.X509_V_ERR_CERT_REJECTED;
        };
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
    public void resumeClientTrusted(X509Certificate[] chain, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    @Override
    public void resumeServerTrusted(X509Certificate[] chain, SSLEngine engine) throws CertificateException {
        throw new CertificateException("this side is a server");
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
