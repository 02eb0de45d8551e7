package dev.muster.gateway.net;

import java.net.InetSocketAddress;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;

import dev.muster.gateway.config.Networks;
import dev.muster.gateway.observe.GatewayEvents;

/**
 * The pipeline of a connection at the door for trusted proxies, in order:
 * <ol>
 * <li>who is not on the list is closed before a byte is read;
 * <li>bounds of connections and handshakes;
 * <li>{@code proxy-protocol}, {@code origin}: the PROXY protocol header, where configured, which comes before TLS;
 * <li>{@code tls}, {@code handshake}: where configured;
 * <li>{@code phases}, {@code http}, {@code conversation}: as at the check-in listener, HTTP/1.1 only, with the
 * {@link ProxiedEndpoint}.
 * </ol>
 */
final class ProxyPipeline extends ChannelInitializer<Channel> {
    private final Networks from;
    private final boolean proxyProtocol;
    private final Doorstep doorstep;
    private final HttpStage http;
    private final GatewayEvents events;

    ProxyPipeline(Networks from, boolean proxyProtocol, Doorstep doorstep, HttpStage http, GatewayEvents events) {
        this.from = from;
        this.proxyProtocol = proxyProtocol;
        this.doorstep = doorstep;
        this.http = http;
        this.events = events;
    }

    @Override
    protected void initChannel(Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress remote) || !from.contains(remote.getAddress())) {
            events.proxyRefused("proxy-stranger");
            var _ = channel.close();
            return;
        }
        ChannelPipeline pipeline = channel.pipeline();
        if (proxyProtocol) {
            pipeline.addLast("proxy-protocol", new HAProxyMessageDecoder());
            pipeline.addLast("origin", new ProxyHeader(events));
        }
        if (!doorstep.admit(channel)) {
            return;
        }
        if (doorstep.tls().isPresent()) {
            http.addAfterHandshake(pipeline);
        } else {
            channel.config().setAutoRead(false);
            http.addTo(pipeline);
        }
    }
}
