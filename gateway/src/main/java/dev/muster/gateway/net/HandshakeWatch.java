package dev.muster.gateway.net;

import java.util.Optional;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

import dev.muster.certs.identity.ClientVerifier.Reason;
import dev.muster.certs.tls.RefusedClient;
import dev.muster.gateway.observe.GatewayEvents;

/**
 * Gives a handshake's place back when it ends, however it ends, and counts those that fail, by reason
 * where the certificate was to blame. From then on the connection reads
 * only when it is asked to. Serves both listeners; the TLS handler before it closes a connection whose handshake fails or takes
 * too long.
 */
final class HandshakeWatch extends ChannelInboundHandlerAdapter {
    private final Runnable whenOver;
    private final GatewayEvents events;
    private boolean ended;

    /** @param whenOver gives back the places that the handshake holds */
    HandshakeWatch(Runnable whenOver, GatewayEvents events) {
        this.whenOver = whenOver;
        this.events = events;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            end(handshake.isSuccess(), RefusedClient.behind(handshake.cause()));
            if (handshake.isSuccess()) {
                context.channel().config().setAutoRead(false);
            }
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end(false, Optional.empty());
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // What breaks here is TLS or the network, and it was counted as a failed handshake or concerns nobody any more.
        var _ = context.close();
    }

    private void end(boolean success, Optional<Reason> refused) {
        if (ended) {
            return;
        }
        ended = true;
        whenOver.run();
        if (refused.isPresent()) {
            events.connectionRefused(refused.get());
        } else if (!success) {
            events.handshakeFailed();
        }
    }
}
