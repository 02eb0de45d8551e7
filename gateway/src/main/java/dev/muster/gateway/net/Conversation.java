package dev.muster.gateway.net;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.gateway.model.Refusal;
import dev.muster.gateway.observe.GatewayEvents;

/**
 * The HTTP/1.1 of one connection, for an {@link Endpoint}: one request at a time, bodies bounded, answers in order, requests
 * sent ahead kept up to a bound. The connection's reads are on demand: nothing is read while a request is being handled.
 * Lives on the event loop of its connection.
 */
final class Conversation extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
    private static final int MOST_QUEUED = 64;

    private enum State {
        HEAD, BODY, DISCARDING, HANDLING, CLOSING
    }

    private final Endpoint endpoint;
    private final Exchanges exchanges;
    private final ConnectionPhases phases;
    private final RefusalRenderer renderer;
    private final DateHeader date;
    private final GatewayEvents events;
    private final BodyIntake intake;
    /** What came ahead of its turn; never more than {@link #MOST_QUEUED} parts of requests. */
    private final Deque<HttpObject> queue = new ArrayDeque<>();

    private State state = State.HEAD;
    private boolean working;
    private boolean underWay;
    private boolean answerDue;
    private boolean keepAlive;
    private boolean bodyUnread;
    private @Nullable RequestHead head;
    private @Nullable WireAnswer decided;

    Conversation(Endpoint endpoint, Exchanges exchanges, ConnectionPhases phases, RefusalRenderer renderer,
            DateHeader date, GatewayEvents events) {
        this.endpoint = endpoint;
        this.exchanges = exchanges;
        this.phases = phases;
        this.renderer = renderer;
        this.date = date;
        this.events = events;
        this.intake = new BodyIntake(endpoint.largestBody(), endpoint.budget());
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
        work(context);
        if (queue.size() > MOST_QUEUED) {
            Bound.PIPELINED.passed(events);
            close(context);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        readOn(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        state = State.CLOSING;
        dropQueue();
        if (!answerDue) {
            end();
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
        close(context);
    }

    /** Takes parts in a loop, never by recursion: a client may send thousands of them in one read. */
    private void work(ChannelHandlerContext context) {
        if (working) {
            return;
        }
        working = true;
        try {
            while (state != State.HANDLING && state != State.CLOSING) {
                HttpObject part = queue.poll();
                if (part == null) {
                    return;
                }
                try {
                    take(context, part);
                } finally {
                    ReferenceCountUtil.release(part);
                }
            }
        } finally {
            working = false;
        }
    }

    private void readOn(ChannelHandlerContext context) {
        if (state != State.HANDLING && state != State.CLOSING && queue.isEmpty()) {
            context.read();
        }
    }

    private void take(ChannelHandlerContext context, HttpObject part) {
        if (part.decoderResult().isFailure()) {
            if (!underWay) {
                begin(null);
            }
            Throwable cause = part.decoderResult().cause();
            boolean large = cause instanceof TooLongHttpLineException || cause instanceof TooLongHttpHeaderException;
            refuseAndClose(context, large ? Refusal.Category.TOO_LARGE : Refusal.Category.MALFORMED);
            return;
        }
        if (part instanceof HttpRequest request) {
            takeHead(context, request);
        }
        if (part instanceof HttpContent content && (state == State.BODY || state == State.DISCARDING)) {
            takeContent(context, content);
        }
    }

    private void takeHead(ChannelHandlerContext context, HttpRequest request) {
        RequestHead read = RequestHead.of(request);
        begin(read);
        keepAlive = HttpUtil.isKeepAlive(request) && request.protocolVersion().equals(HttpVersion.HTTP_1_1);
        boolean waits = HttpUtil.is100ContinueExpected(request);
        if (!RequestHead.isWellFormed(request)) {
            refuseAndClose(context, Refusal.Category.MALFORMED);
            return;
        }
        long announced = HttpUtil.getContentLength(request, 0L);
        switch (endpoint.admit(context.channel(), read)) {
            case Endpoint.Admission.Cut() -> close(context);
            case Endpoint.Admission.Answered(WireAnswer answer) -> {
                if (answer.closes() || waits || announced > endpoint.largestBody()) {
                    answerUnread(context, answer);
                } else {
                    decided = answer;
                    state = State.DISCARDING;
                    phases.enter(ConnectionPhases.Phase.BODY);
                }
            }
            case Endpoint.Admission.Welcome() -> {
                if (announced > endpoint.largestBody()) {
                    refuseAndClose(context, Refusal.Category.TOO_LARGE);
                    return;
                }
                state = State.BODY;
                phases.enter(ConnectionPhases.Phase.BODY);
                if (waits) {
                    var _ = context.writeAndFlush(renderer.goOn());
                }
            }
        }
    }

    private void takeContent(ChannelHandlerContext context, HttpContent content) {
        ByteBuf bytes = content.content();
        int more = bytes.readableBytes();
        if (!intake.allows(more)) {
            if (decided == null) {
                refuseAndClose(context, Refusal.Category.TOO_LARGE);
            } else {
                answerUnread(context, decided);
            }
            return;
        }
        if (state == State.DISCARDING) {
            intake.skip(more);
        } else if (more > 0 && !intake.keep(bytes)) {
            Bound.BODY_BUDGET.passed(events);
            refuseAndClose(context, Refusal.Category.OVERLOADED);
            return;
        }
        if (content instanceof LastHttpContent) {
            complete(context);
        }
    }

    private void complete(ChannelHandlerContext context) {
        State before = state;
        state = State.HANDLING;
        answerDue = true;
        phases.enter(ConnectionPhases.Phase.HANDLING);
        RequestHead served = head;
        if (before == State.DISCARDING && decided != null) {
            answerSoon(context, decided);
        } else if (served != null) {
            endpoint.serve(context.channel(), served, intake.whole(), answer -> answerSoon(context, answer));
        }
    }

    private void refuseAndClose(ChannelHandlerContext context, Refusal.Category category) {
        answerUnread(context, endpoint.refuse(head, category));
    }

    /** Answers although the request was not read to its end: the connection cannot be used again. */
    private void answerUnread(ChannelHandlerContext context, WireAnswer answer) {
        state = State.HANDLING;
        answerDue = true;
        bodyUnread = true;
        answerSoon(context, answer);
    }

    /** Through the loop's queue: an answer never begins inside the reading of its own request. */
    private void answerSoon(ChannelHandlerContext context, WireAnswer answer) {
        try {
            context.executor().execute(() -> answer(context, answer));
        } catch (RejectedExecutionException over) {
            // The listeners were closed before the answer came; the connection is gone.
            ReferenceCountUtil.release(answer.response());
        }
    }

    private void answer(ChannelHandlerContext context, WireAnswer answer) {
        answerDue = false;
        if (state == State.CLOSING || !context.channel().isActive()) {
            ReferenceCountUtil.release(answer.response());
            end();
            return;
        }
        boolean last = answer.closes() || !keepAlive || bodyUnread || exchanges.draining();
        var headers = answer.response().headers();
        headers.set(HttpHeaderNames.DATE, date.now());
        headers.setInt(HttpHeaderNames.CONTENT_LENGTH, answer.response().content().readableBytes());
        if (last) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        phases.enter(ConnectionPhases.Phase.WRITING);
        context.writeAndFlush(answer.response()).addListener((ChannelFutureListener) written -> {
            end();
            if (!written.isSuccess()) {
                close(context);
            } else if (last) {
                leave(context);
            } else {
                next(context);
            }
        });
        // Taken at once by the kernel, as nearly always, it needs no timer.
        if (state == State.HANDLING) {
            phases.arm();
        }
    }

    private void next(ChannelHandlerContext context) {
        state = State.HEAD;
        phases.enter(ConnectionPhases.Phase.IDLE);
        work(context);
        readOn(context);
    }

    /** Closes after an answer. Closing with bytes unread would reset the connection and might take the answer with it. */
    private void leave(ChannelHandlerContext context) {
        SslHandler tls = context.pipeline().get(SslHandler.class);
        if (!bodyUnread || tls == null) {
            close(context);
            return;
        }
        state = State.CLOSING;
        dropQueue();
        phases.enter(ConnectionPhases.Phase.LINGERING);
        var _ = tls.closeOutbound();
        context.read();
    }

    private void close(ChannelHandlerContext context) {
        state = State.CLOSING;
        dropQueue();
        var _ = context.close();
    }

    private void begin(@Nullable RequestHead read) {
        exchanges.begin();
        underWay = true;
        head = read;
        decided = null;
        bodyUnread = false;
    }

    private void end() {
        if (underWay) {
            underWay = false;
            exchanges.end();
            intake.end();
        }
        decided = null;
    }

    private void dropQueue() {
        queue.forEach(ReferenceCountUtil::release);
        queue.clear();
    }
}
