package dev.muster.gateway.net;

import java.util.List;
import java.util.function.Consumer;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.Refusal;

/**
 * What a listener does with requests; {@link Conversation} does the HTTP. The event loop calls every method, none may block.
 */
interface Endpoint {
    /** What the head alone decides. */
    sealed interface Admission {
        /** The body is read, then {@link Endpoint#serve} is called. */
        record Welcome() implements Admission {}

        /** Answered without looking at the body. */
        record Answered(WireAnswer answer) implements Admission {}

        /** Not worth an answer: the connection is closed. */
        record Cut() implements Admission {}

        /** The body is read. */
        Admission WELCOME = new Welcome();
        /** The connection is closed. */
        Admission CUT = new Cut();
    }

    /** Headers that name the device, which only a door for trusted proxies has; elsewhere nobody even reads them. */
    default List<String> identityHeaders() {
        return List.of();
    }

    /** Decides from the head alone. */
    Admission admit(Channel channel, RequestHead head);

    /**
     * Serves a request.
     *
     * @param body the whole body, its owner's from now on
     * @param answer takes the answer, exactly once, from any thread
     */
    void serve(Channel channel, RequestHead head, byte[] body, Consumer<WireAnswer> answer);

    /**
     * Whether a request may be one that is sent only once (R14), so that its body may use the budget's reserve. Asked only when
     * nothing else is left.
     *
     * @param beginning how the body begins, a character for each byte
     */
    boolean precedes(RequestHead head, String beginning);

    /** Counts and renders what the HTTP layer itself refuses; the head is null where it could not be read. */
    WireAnswer refuse(@Nullable RequestHead head, Refusal.Category category);

    /** Largest body of such a request in bytes. */
    int largestBody(RequestHead head);

    /** What all bodies of this listener may hold together. */
    ByteBudget budget();
}
