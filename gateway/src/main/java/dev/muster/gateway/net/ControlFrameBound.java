package dev.muster.gateway.net;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DecoratingHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Settings;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the frames of an HTTP/2 connection that carry no request (pings, settings, priorities, window updates, unknown ones):
 * {@link #MOST} in {@link #WINDOW_SECONDS} seconds, ten times what a client needs that takes answers of a megabyte on every
 * stream. Past it the codec ends the connection. Resets, empty data and continuations have bounds of the codec's own.
 */
final class ControlFrameBound extends DecoratingHttp2ConnectionDecoder {
    static final int MOST = 2_000;
    private static final int WINDOW_SECONDS = 10;
    private static final int MOST_BEFORE_SETTINGS = 2_000;

    private long windowBegan;
    private int frames;

    ControlFrameBound(Http2ConnectionDecoder decoder) {
        super(decoder);
    }

    /**
     * The codec would end a connection on which a body follows the head of a stream it refused, and clients may ask before they
     * have read how much they may ask at once. {@link StreamsOfConnection} keeps the count and refuses single streams.
     */
    @Override
    public void decodeFrame(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Http2Exception {
        connection().remote().maxActiveStreams(MOST_BEFORE_SETTINGS);
        super.decodeFrame(context, in, out);
    }

    @Override
    public void frameListener(@Nullable Http2FrameListener listener) {
        super.frameListener(listener == null ? null : new Counting(listener));
    }

    private void count(ChannelHandlerContext context) throws Http2Exception {
        long now = context.executor().ticker().nanoTime();
        if (frames == 0 || now - windowBegan > TimeUnit.SECONDS.toNanos(WINDOW_SECONDS)) {
            windowBegan = now;
            frames = 0;
        }
        frames++;
        if (frames > MOST) {
            throw Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "too many control frames");
        }
    }

    private final class Counting extends Http2FrameListenerDecorator {
        Counting(Http2FrameListener listener) {
            super(listener);
        }

        @Override
        public void onPingRead(ChannelHandlerContext context, long data) throws Http2Exception {
            count(context);
            super.onPingRead(context, data);
        }

        @Override
        public void onPingAckRead(ChannelHandlerContext context, long data) throws Http2Exception {
            count(context);
            super.onPingAckRead(context, data);
        }

        @Override
        public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) throws Http2Exception {
            count(context);
            super.onSettingsRead(context, settings);
        }

        @Override
        public void onSettingsAckRead(ChannelHandlerContext context) throws Http2Exception {
            count(context);
            super.onSettingsAckRead(context);
        }

        @Override
        public void onPriorityRead(ChannelHandlerContext context, int stream, int dependency, short weight,
                boolean exclusive) throws Http2Exception {
            count(context);
            super.onPriorityRead(context, stream, dependency, weight, exclusive);
        }

        @Override
        public void onWindowUpdateRead(ChannelHandlerContext context, int stream, int increment)
                throws Http2Exception {
            count(context);
            super.onWindowUpdateRead(context, stream, increment);
        }

        /** Counted and forgotten: RFC 9113, section 5.5, and there is nobody to tell. */
        @Override
        public void onUnknownFrame(ChannelHandlerContext context, byte type, int stream, Http2Flags flags,
                ByteBuf payload) throws Http2Exception {
            count(context);
        }
    }
}
