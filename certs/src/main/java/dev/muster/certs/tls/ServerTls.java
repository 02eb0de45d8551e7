package dev.muster.certs.tls;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import javax.net.ssl.SSLException;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;

import dev.muster.certs.ca.ServerCertificate;
import dev.muster.certs.identity.ClientVerifier;

/**
 * Makes the TLS contexts of the listeners: BoringSSL, TLS 1.2 and 1.3, forward secrecy and authenticated encryption only,
 * HTTP/2 and HTTP/1.1 by ALPN.
 * BoringSSL knows no renegotiation as a server. Holds nothing.
 */
public final class ServerTls {
    /** What both sides may speak, newest first. */
    static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    /** TLS 1.3 suites, then those of TLS 1.2 with ephemeral keys and an AEAD. */
    static final List<String> CIPHERS = List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
    /** A client that names neither, or nothing at all, is served in HTTP/1.1 as ever. */
    private static final ApplicationProtocolConfig HTTP = new ApplicationProtocolConfig(
            ApplicationProtocolConfig.Protocol.ALPN, ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT, ApplicationProtocolNames.HTTP_2,
            ApplicationProtocolNames.HTTP_1_1);
    private static final int MAX_CLIENT_CHAIN_BYTES = 32 * 1024;
    /** Beyond the eight hours between two regular check-ins (R17), with some lateness. */
    private static final Duration SESSION_LIFE = Duration.ofHours(10);

    private ServerTls() {}

    /**
     * The context of the check-in listener: a client certificate is required, and the callback refuses only what is evidently
     * not ours. See {@link CheckInTls}: its caller has to do the rest.
     *
     * @param acceptedIssuers the CA names sent with the request for a certificate
     */
    public static CheckInTls checkIn(ServerCertificate certificate, ClientVerifier verifier,
            List<X509Certificate> acceptedIssuers, TicketKeys keys, Clock clock) {
        ServedContext served = new ServedContext(certificate, shown -> {
            SslContext context = checkIn(shown, new ProvisionalTrust(verifier, acceptedIssuers, clock));
            // Before anybody connects; the same keys as before, so that sessions go on across a new certificate.
            ((OpenSslServerSessionContext) context.sessionContext()).setTicketKeys(keys.at(clock.instant()));
            return context;
        });
        return new CheckInTls(served, keys, clock.instant());
    }

    private static SslContext checkIn(ServerCertificate certificate, ProvisionalTrust trust) {
        SslContext context = build(server(certificate).applicationProtocolConfig(HTTP).clientAuth(ClientAuth.REQUIRE)
                .trustManager(trust)
                .option(OpenSslContextOption.MAX_CERTIFICATE_LIST_BYTES, MAX_CLIENT_CHAIN_BYTES)
                .sessionTimeout(SESSION_LIFE.toSeconds()));
        OpenSslServerSessionContext sessions = (OpenSslServerSessionContext) context.sessionContext();
        // A ticket of another door (without a client certificate) must not open this one.
        sessions.setSessionIdContext("muster check-in".getBytes(StandardCharsets.US_ASCII));
        // Tickets hold the sessions; a cache would hold them again, in memory, for this node only.
        sessions.setSessionCacheEnabled(false);
        return context;
    }

    /** The context of the enrolment listener: no client certificate. */
    public static ServedContext enrol(ServerCertificate certificate) {
        return new ServedContext(certificate,
                shown -> build(server(shown).applicationProtocolConfig(HTTP).clientAuth(ClientAuth.NONE)));
    }

    /**
     * The context of the door for trusted proxies, HTTP/1.1 only.
     *
     * @param proxies certificates that a proxy's certificate must lead to; empty if proxies show none
     */
    public static ServedContext proxy(ServerCertificate certificate, List<X509Certificate> proxies) {
        return new ServedContext(certificate, shown -> {
            SslContextBuilder builder = server(shown);
            return build(proxies.isEmpty() ? builder.clientAuth(ClientAuth.NONE)
                    : builder.clientAuth(ClientAuth.REQUIRE).trustManager(proxies.toArray(X509Certificate[]::new)));
        });
    }

    private static SslContextBuilder server(ServerCertificate certificate) {
        // Without tasks the callback runs inline in the handshake, on the event loop: it takes microseconds.
        return SslContextBuilder.forServer(certificate.key(), certificate.chain()).sslProvider(SslProvider.OPENSSL)
                .protocols(PROTOCOLS).ciphers(CIPHERS).option(OpenSslContextOption.USE_TASKS, false)
                .enableOcsp(certificate.staple().isPresent());
    }

    private static SslContext build(SslContextBuilder builder) {
        try {
            return builder.build();
        } catch (SSLException unusable) {
            throw new IllegalStateException("BoringSSL took neither the certificate nor the settings", unusable);
        }
    }
}
