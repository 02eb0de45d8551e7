package dev.muster.gateway.net;

import java.time.Duration;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;

import dev.muster.gateway.observe.GatewayEvents;

/**
 * What every connection of a listener passes first: the bounds of connections and handshakes, then TLS.
 *
 * @param tls context of the listener
 * @param connections places for connections
 * @param whenFull counted when there is none
 * @param handshakes places for handshakes under way
 * @param handshakeTime how long one may take
 * @param open connections that are to be closed at the end
 * @param events told of bounds and failures
 */
record Doorstep(SslContext tls, Slots connections, Bound whenFull, Slots handshakes, Duration handshakeTime,
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
        if (!handshakes.take()) {
            Bound.HANDSHAKES.passed(events);
            var _ = channel.close();
            return false;
        }
        open.add(channel);
        SslHandler handler = tls.newHandler(channel.alloc());
        handler.setHandshakeTimeoutMillis(handshakeTime.toMillis());
        handler.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_MILLIS);
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast("tls", handler);
        pipeline.addLast("handshake", new HandshakeWatch(handshakes, events));
        return true;
    }
}
