package dev.muster.gateway.net;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.gateway.model.Refusal;
import dev.muster.gateway.observe.GatewayEvents;

/**
 * The HTTP/1.1 of one connection: one request at a time goes to {@link Reception}, answers leave in order, requests sent ahead
 * are kept up to a bound. The connection's reads are on demand: nothing is read while a request is being handled. The last
 * handler of its pipeline; lives on the event loop of its connection.
 */
final class Conversation extends ChannelInboundHandlerAdapter implements Reception.Line {
    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
    private static final int MOST_QUEUED = 64;

    private enum State {
        READING, HANDLING, CLOSING
    }

    private final Channel channel;
    private final Reception reception;
    private final List<String> identityHeaders;
    private final Exchanges exchanges;
    private final ConnectionPhases phases;
    private final RefusalRenderer renderer;
    private final DateHeader date;
    private final GatewayEvents events;
    /** What came ahead of its turn; never more than {@link #MOST_QUEUED} parts of requests. */
    private final Deque<HttpObject> queue = new ArrayDeque<>();

    private State state = State.READING;
    private boolean working;
    private boolean answerDue;
    private boolean keepAlive;

    Conversation(Channel channel, HttpStage stage, ConnectionPhases phases) {
        this.channel = channel;
        this.exchanges = stage.exchanges();
        this.phases = phases;
        this.renderer = stage.renderer();
        this.date = stage.date();
        this.events = stage.events();
        this.identityHeaders = stage.endpoint().identityHeaders();
        this.reception = new Reception(this, channel, stage.endpoint(), exchanges, events);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        added.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (state == State.CLOSING || !(message instanceof HttpObject part)) {
            ReferenceCountUtil.release(message);
            return;
        }
        queue.add(part);
        work();
        if (queue.size() > MOST_QUEUED) {
            Bound.PIPELINED.passed(events);
            cut();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        readOn();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        state = State.CLOSING;
        dropQueue();
        if (!answerDue) {
            reception.end();
        }
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // TLS and the network break in front of this handler; what breaks here is a defect, and its request is lost.
        // Once the end is decided the codec may still complain about the rest.
        if (state != State.CLOSING) {
            LOG.error("a conversation failed: {}", Defects.describe(cause));
        }
        cut();
    }

    /** Takes parts in a loop, never by recursion: a client may send thousands of them in one read. */
    private void work() {
        if (working) {
            return;
        }
        working = true;
        try {
            while (state == State.READING) {
                HttpObject part = queue.poll();
                if (part == null) {
                    return;
                }
                try {
                    take(part);
                } finally {
                    ReferenceCountUtil.release(part);
                }
            }
        } finally {
            working = false;
        }
    }

    private void readOn() {
        if (state == State.READING && queue.isEmpty()) {
            var _ = channel.read();
        }
    }

    private void take(HttpObject part) {
        if (part.decoderResult().isFailure()) {
            Throwable cause = part.decoderResult().cause();
            boolean large = cause instanceof TooLongHttpLineException || cause instanceof TooLongHttpHeaderException;
            reception.refuse(null, large ? Refusal.Category.TOO_LARGE : Refusal.Category.MALFORMED);
            return;
        }
        if (part instanceof HttpRequest request) {
            takeHead(request);
        }
        if (part instanceof HttpContent content && state == State.READING) {
            reception.take(content.content(), content instanceof LastHttpContent);
        }
    }

    private void takeHead(HttpRequest request) {
        RequestHead read = RequestHead.of(request, identityHeaders);
        keepAlive = HttpUtil.isKeepAlive(request) && request.protocolVersion().equals(HttpVersion.HTTP_1_1);
        if (RequestHead.isWellFormed(request)) {
            reception.take(read, HttpUtil.getContentLength(request, 0L), HttpUtil.is100ContinueExpected(request));
        } else {
            reception.refuse(read, Refusal.Category.MALFORMED);
        }
    }

    @Override
    public void invite() {
        var _ = channel.writeAndFlush(renderer.goOn());
    }

    @Override
    public void awaitBody() {
        phases.enter(ConnectionPhases.Phase.BODY);
    }

    @Override
    public void awaitAnswer() {
        state = State.HANDLING;
        answerDue = true;
        phases.enter(ConnectionPhases.Phase.HANDLING);
    }

    /** Through the loop's queue: an answer never begins inside the reading of its own request. */
    @Override
    public void answer(WireAnswer answer, boolean unread) {
        try {
            channel.eventLoop().execute(() -> send(answer, unread));
        } catch (RejectedExecutionException over) {
            // The listeners were closed before the answer came; the connection is gone.
            ReferenceCountUtil.release(answer.response());
        }
    }

    @Override
    public void cut() {
        state = State.CLOSING;
        dropQueue();
        var _ = channel.close();
    }

    private void send(WireAnswer answer, boolean unread) {
        answerDue = false;
        if (state == State.CLOSING || !channel.isActive()) {
            ReferenceCountUtil.release(answer.response());
            reception.end();
            return;
        }
        boolean last = answer.closes() || !keepAlive || unread || exchanges.draining();
        var headers = answer.response().headers();
        headers.set(HttpHeaderNames.DATE, date.now());
        headers.setInt(HttpHeaderNames.CONTENT_LENGTH, answer.response().content().readableBytes());
        if (last) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        phases.enter(ConnectionPhases.Phase.WRITING);
        channel.writeAndFlush(answer.response()).addListener((ChannelFutureListener) written -> {
            reception.end();
            if (!written.isSuccess()) {
                cut();
            } else if (last) {
                leave(unread);
            } else {
                next();
            }
        });
        // Taken at once by the kernel, as nearly always, it needs no timer.
        if (state == State.HANDLING) {
            phases.arm();
        }
    }

    private void next() {
        state = State.READING;
        phases.enter(ConnectionPhases.Phase.IDLE);
        work();
        readOn();
    }

    /** Closes after an answer. Closing with bytes unread would reset the connection and might take the answer with it. */
    private void leave(boolean unread) {
        if (!unread) {
            cut();
            return;
        }
        state = State.CLOSING;
        dropQueue();
        phases.enter(ConnectionPhases.Phase.LINGERING);
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls != null) {
            var _ = tls.closeOutbound();
        } else if (channel instanceof DuplexChannel plain) {
            var _ = plain.shutdownOutput();
        }
        var _ = channel.read();
    }

    private void dropQueue() {
        queue.forEach(ReferenceCountUtil::release);
        queue.clear();
    }
}
