package dev.muster.gateway.net;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;

import dev.muster.gateway.observe.GatewayEvents;

/**
 * What every connection of a listener passes first: the bounds of connections and handshakes, then TLS.
 *
 * @param tls context of the listener; empty where there is no TLS, and then no handshake either
 * @param connections places for connections
 * @param whenFull counted when there is none
 * @param handshakes places for handshakes under way
 * @param ofAddress those of one remote address
 * @param handshakeTime how long one may take
 * @param open connections that are to be closed at the end
 * @param events told of bounds and failures
 */
record Doorstep(Optional<SslContext> tls, Slots connections, Bound whenFull, Slots handshakes, PerAddress ofAddress,
        Duration handshakeTime,
        ChannelGroup open, GatewayEvents events) {
    private static final long CLOSE_NOTIFY_MILLIS = 1_000;

    /** Adds the handlers in order; false if the connection was closed because a bound is reached. */
    boolean admit(Channel channel) {
        if (!connections.take()) {
            whenFull.passed(events);
            var _ = channel.close();
            return false;
        }
        channel.closeFuture().addListener(closed -> connections.give());
        open.add(channel);
        return tls.isEmpty() || beginTls(channel, tls.get());
    }

    private boolean beginTls(Channel channel, SslContext context) {
        if (!handshakes.take()) {
            Bound.HANDSHAKES.passed(events);
            var _ = channel.close();
            return false;
        }
        SocketAddress remote = channel.remoteAddress();
        if (!ofAddress.take(remote)) {
            handshakes.give();
            Bound.HANDSHAKES_OF_ADDRESS.passed(events);
            var _ = channel.close();
            return false;
        }
        SslHandler handler = context.newHandler(channel.alloc());
        handler.setHandshakeTimeoutMillis(handshakeTime.toMillis());
        handler.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_MILLIS);
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast("tls", handler);
        pipeline.addLast("handshake", new HandshakeWatch(() -> {
            handshakes.give();
            ofAddress.give(remote);
        }, events));
        return true;
    }
}
