package dev.muster.loadtest.load;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.SSLException;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;

/** TLS 1.3 with BoringSSL as a device speaks it: with its own key and certificate, checking the gateway's host name. */
public final class DeviceTls {
    private DeviceTls() {}

    /**
     * A device's context; make it once a device, sessions share it. Sessions are not resumed: each connection is a full
     * handshake.
     *
     * @param chain the device's certificate first, then its issuer
     */
    public static SslContext context(KeyPair keys, List<X509Certificate> chain, ServerTrust trust) {
        try {
            return SslContextBuilder.forClient().sslProvider(SslProvider.OPENSSL)
                    .keyManager(keys.getPrivate(), chain.toArray(X509Certificate[]::new)).trustManager(trust)
                    .protocols("TLSv1.3").endpointIdentificationAlgorithm("HTTPS").build();
        } catch (SSLException broken) {
            throw new IllegalStateException("an emulator's key and certificate make no TLS context", broken);
        }
    }
}
