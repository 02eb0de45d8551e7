package dev.muster.gateway.net;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.gateway.model.Refusal;

/**
 * What the streams of one HTTP/2 connection share: how many are under way, how long nobody asks anything, and the end. A stream
 * counts until its answer has left, also when its client has long reset it: so resetting buys no work. Frames that carry no
 * request do not keep a connection from being idle. The last handler of its pipeline; lives on its event loop.
 */
final class StreamsOfConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsOfConnection.class);
    /** How long the client may take to leave once it was told to and has all its answers. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    private final Channel connection;
    private final HttpStage stage;
    private final int most;
    private int underWay;
    private long idleSince;
    private boolean leaving;
    private @Nullable Future<?> timer;

    StreamsOfConnection(Channel connection, HttpStage stage) {
        this.connection = connection;
        this.stage = stage;
        this.most = stage.limits().requests().streams();
    }

    /** Takes a place for one more stream; false, and counted, if there is none. */
    boolean enter() {
        if (underWay >= most) {
            Bound.STREAMS.passed(stage.events());
            return false;
        }
        underWay++;
        return true;
    }

    /** Gives a place back: the stream was answered, or whoever handled it is done. */
    void leave() {
        underWay--;
        idleSince = now();
        if (leaving && underWay == 0) {
            closeSoon();
        }
    }

    /** Takes no more streams, lets those under way be answered, then closes. */
    void finish() {
        if (leaving) {
            return;
        }
        leaving = true;
        var _ = connection.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
        if (underWay == 0) {
            closeSoon();
        }
    }

    /** Ends the connection at once. */
    void cut() {
        // Not through the codec, which would wait for its streams.
        ChannelHandlerContext behindTls = connection.pipeline().context(HandshakeWatch.class);
        var _ = behindTls == null ? connection.close() : behindTls.close();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        idleSince = now();
        watch(stage.limits().timeouts().idle().toNanos());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        stop();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stop();
        context.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        // Settings, pings and the client's farewell: the codec has answered them.
        ReferenceCountUtil.release(frame);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof Exchanges.Draining) {
            finish();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof Http2Exception broken) {
            // The codec says farewell with this error and closes.
            if (broken.error() == Http2Error.ENHANCE_YOUR_CALM) {
                Bound.HTTP2_FLOOD.passed(stage.events());
            } else {
                ReferenceCountUtil.release(stage.endpoint().refuse(null, Refusal.Category.MALFORMED).response());
            }
        } else {
            LOG.error("an HTTP/2 connection failed: {}", Defects.describe(cause));
            cut();
        }
    }

    private void closeSoon() {
        stop();
        timer = connection.eventLoop().schedule(this::cut, LINGER.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void watch(long nanos) {
        timer = connection.eventLoop().schedule(this::look, nanos, TimeUnit.NANOSECONDS);
    }

    private void look() {
        long most = stage.limits().timeouts().idle().toNanos();
        long left = underWay > 0 ? most : idleSince + most - now();
        if (leaving) {
            return;
        }
        if (left > 0) {
            watch(left);
        } else {
            Bound.IDLE_TIME.passed(stage.events());
            finish();
        }
    }

    private long now() {
        return connection.eventLoop().ticker().nanoTime();
    }

    private void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
