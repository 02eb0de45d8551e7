package dev.muster.gateway.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

import dev.muster.gateway.config.Limits;
import dev.muster.gateway.observe.GatewayEvents;

/**
 * The HTTP part of a pipeline, added when a connection may speak: HTTP/2 where the client chose it in the TLS handshake (ALPN),
 * else HTTP/1.1. The codec of HTTP/1.1 is Netty's in its strict mode: bare LF, several Content-Length and Content-Length beside
 * Transfer-Encoding are malformed (RFC 9112, sections 2.2 and 6.3); a folded header line is read as one value (section 5.2).
 *
 * @param endpoint what is served
 * @param requestLineBytes longest request line, of HTTP/2 longest path
 * @param limits bounds and times
 * @param exchanges counts what is under way
 * @param renderer names status codes
 * @param date says when
 * @param events told of bounds
 */
record HttpStage(Endpoint endpoint, int requestLineBytes, Limits limits, Exchanges exchanges, RefusalRenderer renderer,
        DateHeader date, GatewayEvents events) {
    private static final int CHUNK = 64 << 10;

    /** The same with another endpoint. */
    HttpStage with(Endpoint other) {
        return new HttpStage(other, requestLineBytes, limits, exchanges, renderer, date, events);
    }

    /** Adds the handlers when the handshake has ended well. */
    void addAfterHandshake(ChannelPipeline pipeline) {
        pipeline.addLast("begin", new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext context, Object event) {
                if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
                    addTo(context.pipeline());
                    context.pipeline().remove(this);
                }
                context.fireUserEventTriggered(event);
            }
        });
    }

    /** Adds the handlers at the end, in order. */
    void addTo(ChannelPipeline pipeline) {
        SslHandler tls = pipeline.get(SslHandler.class);
        if (tls != null && ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol())) {
            new Http2Stage(this).addTo(pipeline);
            return;
        }
        ConnectionPhases phases = new ConnectionPhases(limits.timeouts(), events);
        // Before the codec, since a phase begins with bytes and not with messages.
        pipeline.addLast("phases", phases);
        pipeline.addLast("http", new HttpServerCodec(decoding(requestLineBytes, limits.requests().headerBytes())));
        pipeline.addLast("conversation", new Conversation(pipeline.channel(), this, phases));
    }

    /** How bytes become requests. */
    static HttpDecoderConfig decoding(int requestLineBytes, int headerBytes) {
        return new HttpDecoderConfig()
                .setMaxInitialLineLength(requestLineBytes)
                .setMaxHeaderSize(headerBytes)
                .setMaxChunkSize(CHUNK)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true)
                .setAllowDuplicateContentLengths(false);
    }
}
