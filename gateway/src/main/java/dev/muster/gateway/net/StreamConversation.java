package dev.muster.gateway.net;

import java.util.concurrent.RejectedExecutionException;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.gateway.model.Refusal;

/**
 * One stream of an HTTP/2 connection: a request for {@link Reception} and its answer. What a body may hold before anybody looks
 * at it is bounded by the connection's window (64 KiB); a window is opened again only by what {@link Reception} has taken out of
 * the byte budget or thrown away. The last handler of the stream's own pipeline.
 */
final class StreamConversation extends ChannelInboundHandlerAdapter implements Reception.Line {
    private static final Logger LOG = LoggerFactory.getLogger(StreamConversation.class);

    private final Channel stream;
    private final StreamsOfConnection streams;
    private final HttpStage stage;
    private final ConnectionPhases phases;
    private final Reception reception;
    private boolean headSeen;
    private boolean endSeen;
    private boolean holdsPlace;
    private boolean answerDue;
    private boolean answered;

    StreamConversation(Channel stream, StreamsOfConnection streams, HttpStage stage, ConnectionPhases phases) {
        this.stream = stream;
        this.streams = streams;
        this.stage = stage;
        this.phases = phases;
        this.reception = new Reception(this, stream.parent(), stage.endpoint(), stage.exchanges(), stage.events());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        try {
            if (frame instanceof Http2HeadersFrame headers) {
                takeHead(headers);
            } else if (frame instanceof Http2DataFrame data) {
                endSeen = data.isEndStream();
                reception.take(data.content(), endSeen);
            }
        } finally {
            ReferenceCountUtil.release(frame);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        answered = true;
        if (!answerDue) {
            end();
        }
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof Http2Exception) {
            // Headers or lengths that contradict themselves (RFC 9113, section 8.1.1): the codec resets the stream.
            ReferenceCountUtil.release(stage.endpoint().refuse(null, Refusal.Category.MALFORMED).response());
        } else {
            LOG.error("a stream failed: {}", Defects.describe(cause));
            var _ = stream.close();
        }
    }

    private void takeHead(Http2HeadersFrame frame) {
        endSeen = frame.isEndStream();
        if (headSeen) {
            // Trailers: nothing in them is of interest.
            reception.take(Unpooled.EMPTY_BUFFER, endSeen);
            return;
        }
        headSeen = true;
        if (!streams.enter()) {
            reset(Http2Error.REFUSED_STREAM);
            return;
        }
        holdsPlace = true;
        Http2Headers headers = frame.headers();
        var head = RequestHead.of(headers);
        if (head.isEmpty()) {
            reception.refuse(null, Refusal.Category.MALFORMED);
        } else if (headers.path().length() > stage.requestLineBytes()) {
            reception.refuse(head.get(), Refusal.Category.TOO_LARGE);
        } else {
            // The codec has refused a length that is no number, and compares it with what comes.
            reception.take(head.get(), headers.getLong(HttpHeaderNames.CONTENT_LENGTH, 0L),
                    headers.contains(HttpHeaderNames.EXPECT) && !endSeen);
            if (endSeen) {
                reception.take(Unpooled.EMPTY_BUFFER, true);
            }
        }
    }

    @Override
    public void invite() {
        FullHttpResponse goOn = stage.renderer().goOn();
        var _ = stream.writeAndFlush(new DefaultHttp2HeadersFrame(Http2Answers.headers(goOn), false));
        ReferenceCountUtil.release(goOn);
    }

    @Override
    public void awaitBody() {
        phases.enter(ConnectionPhases.Phase.BODY);
    }

    @Override
    public void awaitAnswer() {
        answerDue = true;
        phases.enter(ConnectionPhases.Phase.HANDLING);
    }

    /** Through the loop's queue: an answer never begins inside the reading of its own request. */
    @Override
    public void answer(WireAnswer answer, boolean unread) {
        try {
            stream.eventLoop().execute(() -> send(answer, unread));
        } catch (RejectedExecutionException over) {
            // The listeners were closed before the answer came; the connection is gone.
            ReferenceCountUtil.release(answer.response());
        }
    }

    @Override
    public void cut() {
        streams.cut();
    }

    private void send(WireAnswer answer, boolean unread) {
        answerDue = false;
        if (answered || !stream.isActive()) {
            ReferenceCountUtil.release(answer.response());
            end();
            return;
        }
        answered = true;
        boolean last = answer.closes() || stage.exchanges().draining();
        phases.enter(ConnectionPhases.Phase.WRITING);
        ChannelFuture sent = write(answer.response());
        if (unread && !endSeen) {
            // RFC 9113, section 8.1: the answer is complete, the rest of the request is not wanted.
            sent.addListener(written -> reset(Http2Error.NO_ERROR));
        }
        sent.addListener((ChannelFutureListener) written -> {
            end();
            if (last) {
                streams.finish();
            }
        });
        // Taken at once by the kernel, as nearly always, it needs no timer.
        if (holdsPlace) {
            phases.arm();
        }
    }

    private ChannelFuture write(FullHttpResponse response) {
        response.headers().set(HttpHeaderNames.DATE, stage.date().now());
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
        Http2Headers headers = Http2Answers.headers(response);
        if (!response.content().isReadable()) {
            ReferenceCountUtil.release(response);
            return stream.writeAndFlush(new DefaultHttp2HeadersFrame(headers, true));
        }
        var _ = stream.write(new DefaultHttp2HeadersFrame(headers, false));
        return stream.writeAndFlush(new DefaultHttp2DataFrame(response.content(), true));
    }

    private void reset(Http2Error error) {
        if (stream.isActive()) {
            var _ = stream.writeAndFlush(new DefaultHttp2ResetFrame(error));
        }
    }

    private void end() {
        reception.end();
        if (holdsPlace) {
            holdsPlace = false;
            streams.leave();
        }
    }
}
