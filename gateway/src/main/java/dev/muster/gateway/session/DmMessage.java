package dev.muster.gateway.session;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.DmMemory.Owed;
import dev.muster.protocol.syncml.Chal;
import dev.muster.protocol.syncml.Cred;
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

    /** How the ids of our alerts begin. */
    static final String ALERTS = "alert-";

    private static final String NEXT_MESSAGE = "1222";
    private static final String END_NOT_RECEIVED = "1225";
    private static final Meta OUR_SIZES = new Meta(null, null, null, null, null, DmSizes.OUR_MAX_MSG_SIZE,
            (long) DmSizes.OUR_MAX_OBJ_SIZE);

    private final SyncHdr header;
    private final SyncMlEncoding encoding;
    private final int limit;
    private final List<SyncMlCommand> statuses = new ArrayList<>();
    private final List<SyncMlCommand> commands = new ArrayList<>();
    private final int emptySize;
    private int size;
    private int alerts;

    /**
     * @param request header of the message that is answered
     * @param encoding its encoding, which is that of the answer
     * @param limit most bytes the client takes
     * @param opens whether the session begins: then the client is told what we take
     * @param cred our credentials; null if we show none
     */
    DmMessage(SyncHdr request, SyncMlEncoding encoding, int limit, boolean opens, @Nullable Cred cred) {
        this.header = new SyncHdr(request.verDtd(), request.verProto(), request.sessionId(),
                Integer.toString(messageNumber(request)), request.source(), request.target(), null, false, cred,
                opens ? OUR_SIZES : Meta.NONE);
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
    boolean status(Owed owed) {
        return status(owed, null);
    }

    /** Adds a status that may challenge the client. */
    boolean status(Owed owed, @Nullable Chal chal) {
        Status status = new Status(Integer.toString(statuses.size() + 1), owed.msgRef(), owed.cmdRef(), owed.cmd(),
                owed.targetRef().isEmpty() ? List.of() : List.of(owed.targetRef()),
                owed.sourceRef().isEmpty() ? List.of() : List.of(owed.sourceRef()), null, chal, owed.code(),
                List.of());
        int more = SyncMlCodec.encodedSize(status, encoding);
        if (size + more > limit) {
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
        return sizeOf(wanted) <= mostRoom();
    }

    /** Bytes left. */
    int room() {
        return limit - size;
    }

    /** Bytes that a message leaves which says nothing else but the status of the SyncHdr. */
    int mostRoom() {
        return limit - emptySize - (statuses.isEmpty() ? 0 : SyncMlCodec.encodedSize(statuses.getFirst(), encoding));
    }

    /** Asks the client for its next message: the package goes on. */
    void askForMore() {
        alert(NEXT_MESSAGE);
    }

    /** Tells the client that an object of its never ended. */
    void endNotReceived() {
        alert(END_NOT_RECEIVED);
    }

    private void alert(String code) {
        commands(List.of(new Alert(ALERTS + ++alerts, false, code, null, List.of())));
    }

    /** Whether the client was told anything but statuses. */
    boolean saysSomething() {
        return !commands.isEmpty();
    }

    /** The answer as bytes. */
    byte[] encode(boolean isFinal) {
        List<SyncMlCommand> all = new ArrayList<>(statuses);
        all.addAll(commands);
        return SyncMlCodec.encode(new SyncMlMessage(header, all, isFinal), encoding);
    }

    /** Bytes that a command takes. */
    int sizeOf(SyncMlCommand command) {
        return SyncMlCodec.encodedSize(command, encoding);
    }

    private int sizeOf(List<SyncMlCommand> wanted) {
        return wanted.stream().mapToInt(this::sizeOf).sum();
    }
}
