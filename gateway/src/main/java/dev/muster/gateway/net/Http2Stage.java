package dev.muster.gateway.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception.StreamException;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.ReferenceCountUtil;

import dev.muster.gateway.model.Refusal;

/**
 * The HTTP/2 part of a pipeline, added where ALPN chose it, in order:
 * <ol>
 * <li>the frame codec: Netty's, strict, with the bounds of headers, resets, continuations and queued control frames;
 * <li>{@code multiplex}: a pipeline of its own for each stream: {@link ConnectionPhases}, {@link StreamConversation};
 * <li>{@code streams}: {@link StreamsOfConnection}, what they share.
 * </ol>
 * The windows stay at the 65,535 bytes of RFC 9113: one connection cannot make the gateway hold more unread bytes than that.
 *
 * @param http what is the same in both kinds of HTTP
 */
record Http2Stage(HttpStage http) {
    /** Beyond what honest clients reset; past it the codec says farewell with ENHANCE_YOUR_CALM and closes. */
    private static final int RESETS = 100;
    private static final int RESETS_SECONDS = 30;
    private static final int EMPTY_DATA = 4;
    private static final int SMALL_CONTINUATIONS = 8;
    private static final int QUEUED_CONTROL_FRAMES = 200;
    /** Only for a close that somebody else began; {@link StreamsOfConnection} ends a connection by itself. */
    private static final long GRACE_MILLIS = 1_000;

    void addTo(ChannelPipeline pipeline) {
        Channel connection = pipeline.channel();
        StreamsOfConnection streams = new StreamsOfConnection(connection, http);
        pipeline.addLast("frames", new Builder(http).build());
        pipeline.addLast("multiplex", new Http2MultiplexHandler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel stream) {
                ConnectionPhases phases = new ConnectionPhases(http.limits().timeouts(), http.events(),
                        late -> streams.cut());
                stream.pipeline().addLast("phases", phases);
                stream.pipeline().addLast("conversation", new StreamConversation(stream, streams, http, phases));
            }
        }));
        pipeline.addLast("streams", streams);
        // Control frames have to be read at any time; what bodies may send ahead is bounded by their windows.
        connection.config().setAutoRead(true);
    }

    /** Makes codecs with our bounds and our words for headers that are too large. */
    private static final class Builder extends Http2FrameCodecBuilder {
        private final HttpStage http;

        Builder(HttpStage http) {
            this.http = http;
            server(true);
            initialSettings(Http2Settings.defaultSettings()
                    .maxConcurrentStreams(http.limits().requests().streams())
                    .maxHeaderListSize((long) http.limits().requests().headerBytes() + http.requestLineBytes()));
            validateHeaders(true);
            gracefulShutdownTimeoutMillis(GRACE_MILLIS);
            decoderEnforceMaxRstFramesPerWindow(RESETS, RESETS_SECONDS);
            encoderEnforceMaxRstFramesPerWindow(RESETS, RESETS_SECONDS);
            decoderEnforceMaxConsecutiveEmptyDataFrames(EMPTY_DATA);
            decoderEnforceMaxSmallContinuationFrames(SMALL_CONTINUATIONS);
            encoderEnforceMaxQueuedControlFrames(QUEUED_CONTROL_FRAMES);
        }

        @Override
        protected Http2FrameCodec build(Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder,
                Http2Settings settings) {
            Codec codec = new Codec(new ControlFrameBound(decoder), encoder, settings, http);
            codec.gracefulShutdownTimeoutMillis(gracefulShutdownTimeoutMillis());
            return codec;
        }
    }

    private static final class Codec extends Http2FrameCodec {
        private final HttpStage http;

        Codec(Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings, HttpStage http) {
            super(encoder, decoder, settings, false, true);
            this.http = http;
        }

        /** Counts what the codec refuses before a stream has a pipeline of its own. */
        @Override
        public void onError(ChannelHandlerContext context, boolean outbound, Throwable cause) {
            if (!outbound && Http2CodecUtil.getEmbeddedHttp2Exception(cause) instanceof StreamException broken
                    && connection().stream(broken.streamId()) == null) {
                if (broken.error() == Http2Error.REFUSED_STREAM) {
                    Bound.STREAMS.passed(http.events());
                } else {
                    ReferenceCountUtil.release(http.endpoint().refuse(null, Refusal.Category.MALFORMED).response());
                }
            }
            super.onError(context, outbound, cause);
        }

        /** As with HTTP/1.1: too large, told by the one who names status codes. */
        @Override
        protected void handleServerHeaderDecodeSizeError(ChannelHandlerContext context, Http2Stream stream) {
            FullHttpResponse refusal = http.endpoint().refuse(null, Refusal.Category.TOO_LARGE).response();
            var _ = encoder().writeHeaders(context, stream.id(), Http2Answers.headers(refusal), 0, true,
                    context.newPromise());
            ReferenceCountUtil.release(refusal);
        }
    }
}
