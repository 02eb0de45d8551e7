package dev.muster.gateway.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.Refusal;
import dev.muster.gateway.observe.GatewayEvents;

/**
 * Takes one request after another from its head to its answer, for an {@link Endpoint}: what is decided from the head alone,
 * whether a body is read, kept or skipped, and what is refused. It is the same whichever HTTP carries the request, so
 * HTTP/1.1 ({@link Conversation}) and HTTP/2 ({@link StreamConversation}) cannot differ in it. Lives on the event loop of its
 * connection.
 */
final class Reception {
    /** The HTTP that carries a request. */
    interface Line {
        /** Tells the client to send the body it announced. */
        void invite();

        /** A body is being read from now on. */
        void awaitBody();

        /** Nothing more is read of this request; exactly one answer follows. */
        void awaitAnswer();

        /**
         * Sends the answer, later and on the event loop. Any thread may call it.
         *
         * @param unread whether a part of the request was not read
         */
        void answer(WireAnswer answer, boolean unread);

        /** Ends the connection without an answer. */
        void cut();
    }

    private enum State {
        HEAD, BODY, DISCARDING, HANDLING
    }

    private final Line line;
    private final Channel connection;
    private final Endpoint endpoint;
    private final Exchanges exchanges;
    private final GatewayEvents events;
    private final BodyIntake intake;
    private State state = State.HEAD;
    private boolean underWay;
    private boolean precedes;
    private @Nullable RequestHead head;
    private @Nullable WireAnswer decided;

    /** @param connection the connection itself, which knows whose it is; not a stream of it */
    Reception(Line line, Channel connection, Endpoint endpoint, Exchanges exchanges, GatewayEvents events) {
        this.line = line;
        this.connection = connection;
        this.endpoint = endpoint;
        this.exchanges = exchanges;
        this.events = events;
        this.intake = new BodyIntake(endpoint.budget());
    }

    /**
     * Takes the head of a request.
     *
     * @param announced length of the body as announced, 0 if it was not
     * @param waits whether the client sends no body before it is invited
     */
    void take(RequestHead read, long announced, boolean waits) {
        begin(read);
        int largest = endpoint.largestBody(read);
        intake.begin(largest);
        switch (endpoint.admit(connection, read)) {
            case Endpoint.Admission.Cut() -> line.cut();
            case Endpoint.Admission.Answered(WireAnswer answer) -> {
                if (answer.closes() || waits || announced > largest) {
                    answerUnread(answer);
                } else {
                    decided = answer;
                    read(State.DISCARDING);
                }
            }
            case Endpoint.Admission.Welcome() -> {
                if (announced > largest) {
                    answerUnread(endpoint.refuse(read, Refusal.Category.TOO_LARGE));
                    return;
                }
                read(State.BODY);
                if (waits) {
                    line.invite();
                }
            }
        }
    }

    /** Refuses a request whose head or framing cannot be read; {@code read} is null where there is no head. */
    void refuse(@Nullable RequestHead read, Refusal.Category category) {
        if (!underWay) {
            begin(read);
        }
        answerUnread(endpoint.refuse(head, category));
    }

    /** Takes a part of the body; nothing happens if none is expected. */
    void take(ByteBuf bytes, boolean last) {
        if (state != State.BODY && state != State.DISCARDING) {
            return;
        }
        int more = bytes.readableBytes();
        if (!intake.allows(more)) {
            answerUnread(decided == null ? endpoint.refuse(head, Refusal.Category.TOO_LARGE) : decided);
            return;
        }
        if (state == State.DISCARDING) {
            intake.skip(more);
        } else if (more > 0 && !keep(bytes)) {
            Bound.BODY_BUDGET.passed(events);
            answerUnread(endpoint.refuse(head, Refusal.Category.OVERLOADED));
            return;
        }
        if (last) {
            complete();
        }
    }

    /** Whether a body has precedence is looked at only when there is no room without. */
    private boolean keep(ByteBuf bytes) {
        if (intake.keep(bytes, precedes)) {
            return true;
        }
        RequestHead read = head;
        if (precedes || read == null || !endpoint.precedes(read, intake.beginning(bytes))) {
            return false;
        }
        precedes = true;
        return intake.keep(bytes, true);
    }

    /** The request was answered, or its client is gone; the next may begin. */
    void end() {
        if (underWay) {
            underWay = false;
            exchanges.end();
            intake.end();
        }
        decided = null;
        state = State.HEAD;
    }

    private void begin(@Nullable RequestHead read) {
        exchanges.begin();
        underWay = true;
        head = read;
        decided = null;
        precedes = false;
    }

    private void read(State next) {
        state = next;
        line.awaitBody();
    }

    private void complete() {
        WireAnswer known = state == State.DISCARDING ? decided : null;
        RequestHead served = head;
        state = State.HANDLING;
        line.awaitAnswer();
        if (known != null) {
            line.answer(known, false);
        } else if (served != null) {
            endpoint.serve(connection, served, intake.whole(), answer -> line.answer(answer, false));
        }
    }

    /** Answers although the request was not read to its end. */
    private void answerUnread(WireAnswer answer) {
        state = State.HANDLING;
        line.awaitAnswer();
        line.answer(answer, true);
    }
}
