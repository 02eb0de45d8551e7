package dev.muster.gateway.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.util.AttributeKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.gateway.observe.GatewayEvents;

/**
 * Takes the PROXY protocol header that Netty's decoder before it has read, keeps the address it names for the log, and leaves the
 * pipeline. A connection without such a header is closed. The address decides nothing: a device is known by its certificate.
 */
final class ProxyHeader extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyHeader.class);
    private static final AttributeKey<String> ORIGIN = AttributeKey.valueOf(ProxyHeader.class, "origin");

    private final GatewayEvents events;
    private boolean refused;

    ProxyHeader(GatewayEvents events) {
        this.events = events;
    }

    /** Where a connection comes from, as far as is known: the address of the header, else that of the proxy. */
    static String origin(Channel connection) {
        String told = connection.attr(ORIGIN).get();
        return told == null ? String.valueOf(connection.remoteAddress()) : told;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof HAProxyMessage header)) {
            context.fireChannelRead(message);
            return;
        }
        String source = header.sourceAddress();
        // A Unix socket's path may hold anything, line ends too, and this one is written to the log.
        if (source != null && isOnNetwork(header.proxiedProtocol())) {
            context.channel().attr(ORIGIN).set(source + ":" + header.sourcePort());
        }
        header.release();
        context.pipeline().remove(this);
    }

    private static boolean isOnNetwork(HAProxyProxiedProtocol protocol) {
        return switch (protocol.addressFamily()) {
            case AF_IPv4, AF_IPv6 -> true;
            case AF_UNIX, AF_UNSPEC -> false;
        };
    }

    /** Comes a second time when the decoder leaves with what it could not read. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (refused) {
            return;
        }
        refused = true;
        LOG.debug("no PROXY protocol header: {}", cause.getClass().getSimpleName());
        events.proxyRefused("proxy-header");
        var _ = context.close();
    }
}
