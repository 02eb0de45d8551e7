package dev.muster.gateway.net;

import java.security.cert.CertificateEncodingException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import javax.net.ssl.SSLPeerUnverifiedException;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.certs.identity.CertificateIdentity;
import dev.muster.certs.identity.ClientCertificate;
import dev.muster.certs.identity.ClientVerifier;
import dev.muster.certs.identity.ClientVerifier.Reason;
import dev.muster.certs.identity.ClientVerifier.Verdict;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.Refusal;
import dev.muster.gateway.observe.GatewayEvents;

/**
 * Decides whether a connection may speak HTTP at all (idea 11): the first thing after the handshake, resumed or not, and the
 * last say, since the TLS callback lets certificates pass that nobody has verified yet. Neither the store nor a public-key
 * operation is touched on the event loop. Until it is done there is no HTTP handler; what the client sends meanwhile is held, up
 * to a bound.
 */
final class ClientCertificateGate extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(ClientCertificateGate.class);

    /**
     * What all gates of a listener share.
     *
     * @param verifier decides whose certificate it is
     * @param offLoop runs verifications; bounded: it throws {@link RejectedExecutionException} when full
     * @param revoked certificates known to be revoked
     * @param heldBytes bytes kept per connection while its certificate is verified
     * @param events told what becomes of connections
     * @param clock says what time it is
     */
    record Rules(ClientVerifier verifier, Executor offLoop, RevokedCertificates revoked, int heldBytes,
            GatewayEvents events, RefusalLog log, Clock clock) {}

    private final Rules rules;
    private final Consumer<ChannelPipeline> whenAdmitted;
    private final Deque<ByteBuf> held = new ArrayDeque<>();
    private int heldBytes;
    private boolean settled;

    ClientCertificateGate(Rules rules, Consumer<ChannelPipeline> whenAdmitted) {
        this.rules = rules;
        this.whenAdmitted = whenAdmitted;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            examine(context);
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (settled || !(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            return;
        }
        heldBytes += bytes.readableBytes();
        held.add(bytes);
        if (heldBytes > rules.heldBytes()) {
            Bound.HELD_BYTES.passed(rules.events());
            close(context);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        drop();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        settled = true;
        drop();
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // TLS and the network break in front of this handler; what breaks here is a defect, and nobody is admitted by it.
        LOG.error("a certificate could not be examined: {}", Defects.describe(cause));
        close(context);
    }

    private void examine(ChannelHandlerContext context) {
        byte[] der = leaf(context);
        if (der.length == 0) {
            refuse(context, Reason.UNREADABLE);
            return;
        }
        Optional<Verdict> known = rules.verifier().quick(der, rules.clock().instant());
        if (known.isPresent()) {
            settle(context, known.get());
            return;
        }
        try {
            rules.offLoop().execute(() -> {
                Verdict verdict = verify(der);
                context.executor().execute(() -> settle(context, verdict));
            });
        } catch (RejectedExecutionException full) {
            Bound.VERIFICATIONS.passed(rules.events());
            close(context);
        }
    }

    private Verdict verify(byte[] der) {
        try {
            return rules.verifier().verify(der, rules.clock().instant());
        } catch (RuntimeException defect) {
            LOG.error("a certificate could not be verified: {}", Defects.describe(defect));
            return new Verdict.Refused(Reason.UNREADABLE);
        }
    }

    /** The leaf as it came; empty if there is none. Readable on resumed sessions too. */
    private static byte[] leaf(ChannelHandlerContext context) {
        try {
            return tls(context).engine().getSession().getPeerCertificates()[0].getEncoded();
        } catch (SSLPeerUnverifiedException | CertificateEncodingException none) {
            return new byte[0];
        }
    }

    private static SslHandler tls(ChannelHandlerContext context) {
        return context.pipeline().get(SslHandler.class);
    }

    private void settle(ChannelHandlerContext context, Verdict verdict) {
        if (settled || !context.channel().isActive()) {
            return;
        }
        switch (verdict) {
            case Verdict.Refused(Reason reason) -> refuse(context, reason);
            case Verdict.Ours(ClientCertificate certificate) -> admit(context, certificate);
        }
    }

    private void admit(ChannelHandlerContext context, ClientCertificate certificate) {
        CertificateIdentity identity = certificate.identity();
        Optional<Caller> caller = Admitted.caller(certificate);
        if (identity.purpose() != CertificateIdentity.Purpose.DEVICE) {
            refuse(context, Reason.NOT_A_CLIENT);
        } else if (caller.isEmpty()) {
            refuse(context, Reason.NO_IDENTITY);
        } else if (rules.revoked().contains(certificate.fingerprint())) {
            rules.log().refused(caller.get(),
                    new Refusal(Refusal.Category.CERTIFICATE_REVOKED, "cut off at the handshake"));
            rules.events().connectionRevoked();
            close(context);
        } else {
            new Admitted(caller.get(), certificate.notAfter()).keepOn(context.channel());
            rules.events().connectionAdmitted(Resumption.isResumed(tls(context).engine()));
            open(context);
        }
    }

    /** HTTP begins: the handlers join the pipeline behind this one, take what was held, and this one leaves. */
    private void open(ChannelHandlerContext context) {
        settled = true;
        whenAdmitted.accept(context.pipeline());
        ByteBuf bytes = held.poll();
        while (bytes != null) {
            context.fireChannelRead(bytes);
            bytes = held.poll();
        }
        context.fireChannelReadComplete();
        if (!context.isRemoved()) {
            context.pipeline().remove(this);
        }
    }

    private void refuse(ChannelHandlerContext context, Reason reason) {
        LOG.debug("connection refused before HTTP: certificate {}", reason);
        rules.events().connectionRefused(reason);
        close(context);
    }

    private void close(ChannelHandlerContext context) {
        settled = true;
        drop();
        var _ = context.close();
    }

    private void drop() {
        held.forEach(ByteBuf::release);
        held.clear();
    }
}
