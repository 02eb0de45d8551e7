package dev.muster.gateway.session;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.muster.protocol.syncml.Meta;
import dev.muster.protocol.syncml.SyncHdr;
import dev.muster.protocol.syncml.SyncMlCodec;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Alert;
import dev.muster.protocol.syncml.SyncMlCommand.Status;
import dev.muster.protocol.syncml.SyncMlEncoding;
import dev.muster.protocol.syncml.SyncMlMessage;

/**
 * Serves {@link OmaDmTurn}: the answer to one message as it grows, never larger than the client takes. Statuses are
 * numbered 1, 2, 3; a {@link CommandRef} never looks like a number. Lives on one thread for one turn.
 */
final class DmMessage {
    /** What a message without any command leaves of a smaller bound would be less than nothing. */
    static final int SMALLEST = 1024;
    /** What a silent client takes, in bytes (PROTOCOLS.md). */
    static final int DEFAULT_SIZE = 16 * 1024;
    /** Nobody gets a larger message, whatever they say they take. */
    static final int LARGEST = 1 << 20;

    private static final String NEXT_MESSAGE = "1222";

    private final SyncHdr header;
    private final SyncMlEncoding encoding;
    private final int limit;
    private final List<SyncMlCommand> statuses = new ArrayList<>();
    private final List<SyncMlCommand> commands = new ArrayList<>();
    private final int emptySize;
    private int size;
    private boolean cut;

    /**
     * @param request header of the message that is answered
     * @param encoding its encoding, which is that of the answer
     * @param limit most bytes the client takes
     */
    DmMessage(SyncHdr request, SyncMlEncoding encoding, int limit) {
        this.header = new SyncHdr(request.verDtd(), request.verProto(), request.sessionId(),
                Integer.toString(messageNumber(request)), request.source(), request.target(), null, false, null,
                Meta.NONE);
        this.encoding = encoding;
        this.limit = limit;
        this.emptySize = SyncMlCodec.encode(new SyncMlMessage(header, List.of(), true), encoding).length;
        this.size = emptySize;
    }

    /**
     * Our MsgID: the client's own number, so that nothing has to be remembered for counting. Exchanges go in lockstep, and what
     * refers to our commands refers to their ids.
     */
    static int messageNumber(SyncHdr request) {
        String text = request.msgId();
        boolean number = !text.isEmpty() && text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Math.max(1, Integer.parseInt(text)) : 1;
    }

    /** Adds a status; false if the client would not take the message any more. */
    boolean status(SyncHdr request, String cmdRef, String cmd, @Nullable String targetRef, @Nullable String sourceRef,
            String code) {
        Status status = new Status(Integer.toString(statuses.size() + 1), request.msgId(), cmdRef, cmd,
                targetRef == null ? List.of() : List.of(targetRef), sourceRef == null ? List.of() : List.of(sourceRef),
                null, null, code, List.of());
        int more = SyncMlCodec.encodedSize(status, encoding);
        if (size + more > limit) {
            cut = true;
            return false;
        }
        size += more;
        statuses.add(status);
        return true;
    }

    /** Adds all of these commands if they fit, else none. */
    boolean commands(List<SyncMlCommand> wanted) {
        int more = sizeOf(wanted);
        if (size + more > limit) {
            return false;
        }
        size += more;
        commands.addAll(wanted);
        return true;
    }

    /** Whether these commands would fit into a message that says nothing else but the status of the SyncHdr. */
    boolean couldFit(List<SyncMlCommand> wanted) {
        int header = statuses.isEmpty() ? 0 : SyncMlCodec.encodedSize(statuses.getFirst(), encoding);
        return emptySize + header + sizeOf(wanted) <= limit;
    }

    /** Asks the client for its next message: the package goes on. */
    void askForMore() {
        commands(List.of(new Alert(Integer.toString(statuses.size() + 1), false, NEXT_MESSAGE, null, List.of())));
    }

    /** Whether the client was told anything but statuses. */
    boolean saysSomething() {
        return !commands.isEmpty();
    }

    /** Whether a status was left out for want of room. */
    boolean cutShort() {
        return cut;
    }

    /** The answer as bytes. */
    byte[] encode(boolean isFinal) {
        List<SyncMlCommand> all = new ArrayList<>(statuses);
        all.addAll(commands);
        return SyncMlCodec.encode(new SyncMlMessage(header, all, isFinal), encoding);
    }

    private int sizeOf(List<SyncMlCommand> wanted) {
        return wanted.stream().mapToInt(command -> SyncMlCodec.encodedSize(command, encoding)).sum();
    }
}
