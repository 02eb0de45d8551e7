package dev.muster.certs.tls;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;

import dev.muster.certs.ca.ServerCertificate;

/**
 * What a listener shows its clients, which may be replaced while it serves: connections that stand keep what they were made
 * with, new ones get what is shown from now on. With an OCSP response beside the certificate, every handshake whose client asks
 * for it carries it. Thread-safe.
 */
@SuppressWarnings("deprecation") // Netty deprecates the negotiator that its own contexts name
public final class ServedContext extends SslContext {
    private final Function<ServerCertificate, SslContext> make;
    private volatile Served current;

    private record Served(SslContext context, Optional<byte[]> staple) {}

    /** @param make makes a context that shows a certificate */
    ServedContext(ServerCertificate first, Function<ServerCertificate, SslContext> make) {
        this.make = make;
        this.current = new Served(make.apply(first), first.staple());
    }

    /** Shows this certificate to everybody who connects from now on. */
    public void show(ServerCertificate certificate) {
        current = new Served(make.apply(certificate), certificate.staple());
    }

    private SslContext context() {
        return current.context();
    }

    @Override
    protected SslHandler newHandler(ByteBufAllocator alloc, boolean startTls) {
        Served served = current;
        SslHandler handler = served.context().newHandler(alloc);
        if (served.staple().isPresent() && handler.engine() instanceof ReferenceCountedOpenSslEngine boring) {
            boring.setOcspResponse(served.staple().get());
        }
        return handler;
    }

    @Override
    public boolean isClient() {
        return false;
    }

    @Override
    public List<String> cipherSuites() {
        return context().cipherSuites();
    }

    @Override
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return context().applicationProtocolNegotiator();
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator alloc) {
        return context().newEngine(alloc);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator alloc, String peerHost, int peerPort) {
        return context().newEngine(alloc, peerHost, peerPort);
    }

    @Override
    public SSLSessionContext sessionContext() {
        return context().sessionContext();
    }
}
