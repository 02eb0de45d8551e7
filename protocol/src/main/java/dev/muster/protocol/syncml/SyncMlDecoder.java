package dev.muster.protocol.syncml;

import static dev.muster.protocol.syncml.SyncMlTag.CMD_ID;

import org.jspecify.annotations.Nullable;

import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.MalformedMessage.Reason;
import dev.muster.protocol.syncml.SyncMlCommand.Alert;
import dev.muster.protocol.syncml.SyncMlCommand.Atomic;
import dev.muster.protocol.syncml.SyncMlCommand.ItemCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Results;
import dev.muster.protocol.syncml.SyncMlCommand.Sequence;
import dev.muster.protocol.syncml.SyncMlCommand.Status;
import dev.muster.protocol.syncml.SyncMlCommand.Unknown;
import dev.muster.protocol.syncml.SyncMlCommand.Verb;
import dev.muster.protocol.xml.MarkupCursor;

/**
 * Serves {@link SyncMlCodec}: reads the elements of one document in whatever order they come. Where an element that may
 * stand once stands twice, the last one counts. One decoder, one document.
 *
 * <p>
 * The header is taken strictly, the body as far as it can be: a command without CmdID or a Status without CmdRef has
 * the empty text there, so that the session can still be answered.
 */
final class SyncMlDecoder {
    /** Deepest nesting of Atomic and Sequence. The specification's own examples go to two. */
    static final int MAX_NESTING = 8;
    /** Longest text of a SyncHdr, in characters: addresses, ids and versions are far shorter. */
    static final int MAX_HEADER_TEXT = 2048;

    private final MarkupCursor<SyncMlTag> cursor;
    private final SyncMlPartDecoder parts;

    SyncMlDecoder(MarkupCursor<SyncMlTag> cursor) {
        this.cursor = cursor;
        this.parts = new SyncMlPartDecoder(cursor);
    }

    SyncMlMessage decode() throws MalformedMessage {
        if (!cursor.nextChild() || cursor.tag() != SyncMlTag.SYNC_ML) {
            throw structure("the root element is not SyncML");
        }
        SyncHdr header = null;
        Body body = null;
        while (cursor.nextChild()) {
            SyncMlTag tag = cursor.tag();
            if (tag == SyncMlTag.SYNC_HDR) {
                once(header);
                header = header();
            } else if (tag == SyncMlTag.SYNC_BODY) {
                once(body);
                body = body();
            } else {
                cursor.skip();
            }
        }
        if (header == null || body == null) {
            throw structure("a SyncHdr and a SyncBody are needed");
        }
        if (cursor.nextChild()) {
            throw structure("a second root element");
        }
        return new SyncMlMessage(header, body.commands.toList(), body.isFinal);
    }

    private void once(@Nullable Object earlier) throws MalformedMessage {
        if (earlier != null) {
            throw structure("SyncHdr and SyncBody may stand once");
        }
    }

    private MalformedMessage structure(String detail) {
        return cursor.malformed(Reason.STRUCTURE, detail);
    }

    private SyncHdr header() throws MalformedMessage {
        String verDtd = null;
        String verProto = null;
        String sessionId = null;
        String msgId = null;
        String target = null;
        String source = null;
        String respUri = null;
        boolean noResp = false;
        Cred cred = null;
        Meta meta = Meta.NONE;
        while (cursor.nextChild()) {
            switch (cursor.tag()) {
                case VER_DTD -> verDtd = bounded(parts.token());
                case VER_PROTO -> verProto = bounded(parts.token());
                case SESSION_ID -> sessionId = bounded(parts.token());
                case MSG_ID -> msgId = bounded(parts.token());
                case TARGET -> target = bounded(parts.locUri());
                case SOURCE -> source = bounded(parts.locUri());
                case RESP_URI -> respUri = bounded(parts.token());
                case NO_RESP -> noResp = parts.flag();
                case CRED -> cred = parts.cred();
                case META -> meta = parts.meta();
                default -> cursor.skip();
            }
        }
        return new SyncHdr(required(verDtd, "VerDTD"), required(verProto, "VerProto"), required(sessionId, "SessionID"),
                required(msgId, "MsgID"), required(target, "Target"), required(source, "Source"), respUri, noResp, cred,
                meta);
    }

    /** What an answer repeats in its own header: a client must not make that as large as its request. */
    private @Nullable String bounded(@Nullable String text) throws MalformedMessage {
        if (text != null && text.length() > MAX_HEADER_TEXT) {
            throw structure("a SyncHdr with a text of more than " + MAX_HEADER_TEXT + " characters");
        }
        return text;
    }

    private String required(@Nullable String value, String element) throws MalformedMessage {
        if (value == null) {
            throw structure("a SyncHdr without " + element);
        }
        return value;
    }

    /** What stands in a SyncBody, Atomic or Sequence. */
    private static final class Body {
        final Gathered<SyncMlCommand> commands = new Gathered<>();
        boolean isFinal;
    }

    private Body body() throws MalformedMessage {
        Body body = new Body();
        while (cursor.nextChild()) {
            if (cursor.tag() == SyncMlTag.FINAL) {
                body.isFinal = parts.flag();
            } else {
                body.commands.add(command(0));
            }
        }
        return body;
    }

    private SyncMlCommand command(int nesting) throws MalformedMessage {
        return switch (cursor.tag()) {
            case STATUS -> status();
            case RESULTS -> results();
            case ALERT -> alert();
            case ADD -> itemCommand(Verb.ADD);
            case REPLACE -> itemCommand(Verb.REPLACE);
            case DELETE -> itemCommand(Verb.DELETE);
            case GET -> itemCommand(Verb.GET);
            case EXEC -> itemCommand(Verb.EXEC);
            case COPY -> itemCommand(Verb.COPY);
            case ATOMIC -> container(true, nesting);
            case SEQUENCE -> container(false, nesting);
            default -> unknown();
        };
    }

    private Status status() throws MalformedMessage {
        String cmdId = "";
        String msgRef = "";
        String cmdRef = "";
        String cmd = "";
        String data = "";
        Cred cred = null;
        Chal chal = null;
        Gathered<String> targetRefs = new Gathered<>();
        Gathered<String> sourceRefs = new Gathered<>();
        Gathered<Item> items = new Gathered<>();
        while (cursor.nextChild()) {
            switch (cursor.tag()) {
                case CMD_ID -> cmdId = parts.token();
                case MSG_REF -> msgRef = parts.token();
                case CMD_REF -> cmdRef = parts.token();
                case CMD -> cmd = parts.token();
                case TARGET_REF -> targetRefs.add(parts.token());
                case SOURCE_REF -> sourceRefs.add(parts.token());
                case CRED -> cred = parts.cred();
                case CHAL -> chal = parts.chal();
                case DATA -> data = parts.token();
                case ITEM -> items.add(parts.item());
                default -> cursor.skip();
            }
        }
        return new Status(cmdId, msgRef, cmdRef, cmd, targetRefs.toList(), sourceRefs.toList(), cred, chal, data,
                items.toList());
    }

    private Results results() throws MalformedMessage {
        String cmdId = "";
        String msgRef = null;
        String cmdRef = "";
        String cmd = null;
        String targetRef = null;
        String sourceRef = null;
        Meta meta = Meta.NONE;
        Gathered<Item> items = new Gathered<>();
        while (cursor.nextChild()) {
            switch (cursor.tag()) {
                case CMD_ID -> cmdId = parts.token();
                case MSG_REF -> msgRef = parts.token();
                case CMD_REF -> cmdRef = parts.token();
                case CMD -> cmd = parts.token();
                case TARGET_REF -> targetRef = parts.token();
                case SOURCE_REF -> sourceRef = parts.token();
                case META -> meta = parts.meta();
                case ITEM -> items.add(parts.item());
                default -> cursor.skip();
            }
        }
        return new Results(cmdId, msgRef, cmdRef, cmd, targetRef, sourceRef, meta, items.toList());
    }

    private Alert alert() throws MalformedMessage {
        String cmdId = "";
        boolean noResp = false;
        String data = null;
        String correlator = null;
        Gathered<Item> items = new Gathered<>();
        while (cursor.nextChild()) {
            switch (cursor.tag()) {
                case CMD_ID -> cmdId = parts.token();
                case NO_RESP -> noResp = parts.flag();
                case DATA -> data = parts.token();
                case CORRELATOR -> correlator = cursor.leaf();
                case ITEM -> items.add(parts.item());
                default -> cursor.skip();
            }
        }
        return new Alert(cmdId, noResp, data, correlator, items.toList());
    }

    private ItemCommand itemCommand(Verb verb) throws MalformedMessage {
        String cmdId = "";
        boolean noResp = false;
        Meta meta = Meta.NONE;
        String correlator = null;
        Gathered<Item> items = new Gathered<>();
        while (cursor.nextChild()) {
            switch (cursor.tag()) {
                case CMD_ID -> cmdId = parts.token();
                case NO_RESP -> noResp = parts.flag();
                case META -> meta = parts.meta();
                case CORRELATOR -> correlator = cursor.leaf();
                case ITEM -> items.add(parts.item());
                default -> cursor.skip();
            }
        }
        return new ItemCommand(verb, cmdId, noResp, meta, items.toList(), correlator);
    }

    private SyncMlCommand container(boolean atomic, int nesting) throws MalformedMessage {
        if (nesting == MAX_NESTING) {
            throw cursor.malformed(Reason.TOO_DEEP, "more than " + MAX_NESTING + " levels of Atomic and Sequence");
        }
        String cmdId = "";
        boolean noResp = false;
        Meta meta = Meta.NONE;
        Gathered<SyncMlCommand> children = new Gathered<>();
        while (cursor.nextChild()) {
            switch (cursor.tag()) {
                case CMD_ID -> cmdId = parts.token();
                case NO_RESP -> noResp = parts.flag();
                case META -> meta = parts.meta();
                default -> children.add(command(nesting + 1));
            }
        }
        return atomic ? new Atomic(cmdId, noResp, meta, children.toList())
                : new Sequence(cmdId, noResp, meta, children.toList());
    }

    private Unknown unknown() throws MalformedMessage {
        String element = cut(cursor.localName());
        String cmdId = "";
        while (cursor.nextChildInMixed()) {
            if (cursor.tag() == CMD_ID) {
                cmdId = parts.token();
            } else {
                cursor.skip();
            }
        }
        return new Unknown(cmdId, element);
    }

    private static String cut(String name) {
        int length = Math.min(name.length(), Unknown.MAX_ELEMENT);
        boolean splitsPair = length < name.length() && Character.isHighSurrogate(name.charAt(length - 1));
        return name.substring(0, splitsPair ? length - 1 : length);
    }
}
