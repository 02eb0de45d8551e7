package dev.muster.certs.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.SSLException;

import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;

/**
 * For device emulators: TLS contexts of clients that trust one gateway. One instance serves thousands of devices and shares
 * what they know of servers; each device has a context of its own, since a context holds the key and the sessions to resume.
 * Servers are checked by name: create engines with the host the certificate names. Thread-safe.
 */
public final class ClientTls {
    private final RememberingTrust trust;

    /** @param roots certificates that servers' chains must lead to */
    public ClientTls(List<X509Certificate> roots) {
        this.trust = new RememberingTrust(roots);
    }

    /** A client without a certificate, as for enrolment. */
    public SslContext anonymous() {
        return anonymous(ServerTls.PROTOCOLS);
    }

    /** A client without a certificate that speaks only these versions. */
    public SslContext anonymous(String... protocols) {
        return build(client(protocols));
    }

    /** A device with its key and certificate, TLS 1.3 or 1.2. */
    public SslContext device(PrivateKey key, List<X509Certificate> chain) {
        return device(key, chain, ServerTls.PROTOCOLS);
    }

    /**
     * A device that speaks only these versions.
     *
     * @param protocols {@code TLSv1.3}, {@code TLSv1.2}
     */
    public SslContext device(PrivateKey key, List<X509Certificate> chain, String... protocols) {
        return build(client(protocols).keyManager(new OneKey(key, chain)));
    }

    private SslContextBuilder client(String... protocols) {
        return SslContextBuilder.forClient().sslProvider(SslProvider.OPENSSL).trustManager(trust).protocols(protocols)
                .ciphers(ServerTls.CIPHERS).option(OpenSslContextOption.USE_TASKS, false);
    }

    private static SslContext build(SslContextBuilder builder) {
        try {
            SslContext context = builder.build();
            OpenSslSessionContext sessions = (OpenSslSessionContext) context.sessionContext();
            sessions.setSessionCacheEnabled(true);
            // No keys: for a client this only lets the ticket extension go out with TLS 1.2 too.
            sessions.setTicketKeys();
            return context;
        } catch (SSLException unusable) {
            throw new IllegalStateException("BoringSSL took neither the key nor the settings", unusable);
        }
    }
}
