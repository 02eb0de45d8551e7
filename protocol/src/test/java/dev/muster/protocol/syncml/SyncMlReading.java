package dev.muster.protocol.syncml;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.muster.protocol.syncml.SyncMlCommand.Alert;
import dev.muster.protocol.syncml.SyncMlCommand.Atomic;
import dev.muster.protocol.syncml.SyncMlCommand.ItemCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Results;
import dev.muster.protocol.syncml.SyncMlCommand.Sequence;
import dev.muster.protocol.syncml.SyncMlCommand.Status;
import dev.muster.protocol.syncml.SyncMlCommand.Unknown;

/** Serves the vector tests: a message as text, one line per header, command and item, every field that is present. */
final class SyncMlReading {
    private final StringBuilder out = new StringBuilder();

    static String of(SyncMlMessage message) {
        SyncMlReading reading = new SyncMlReading();
        reading.header(message.header());
        reading.commands(message.commands(), "");
        reading.out.append(message.isFinal() ? "final\n" : "");
        return reading.out.toString();
    }

    private void header(SyncHdr header) {
        out.append("header");
        field("verDtd", header.verDtd());
        field("verProto", header.verProto());
        field("sessionId", header.sessionId());
        field("msgId", header.msgId());
        field("target", header.target());
        field("source", header.source());
        field("respUri", header.respUri());
        flag("noResp", header.noResp());
        cred(header.cred());
        meta(header.meta());
        out.append('\n');
    }

    private void commands(List<SyncMlCommand> commands, String indent) {
        for (SyncMlCommand command : commands) {
            out.append(indent);
            switch (command) {
                case Status status -> status(status, indent);
                case Results results -> results(results, indent);
                case Alert alert -> {
                    start("Alert", alert.cmdId(), alert.noResp());
                    field("data", alert.data());
                    field("correlator", alert.correlator());
                    items(alert.items(), indent);
                }
                case ItemCommand items -> {
                    start(items.verb().wireName(), items.cmdId(), items.noResp());
                    meta(items.meta());
                    field("correlator", items.correlator());
                    items(items.items(), indent);
                }
                case Atomic atomic -> {
                    start("Atomic", atomic.cmdId(), atomic.noResp());
                    meta(atomic.meta());
                    out.append('\n');
                    commands(atomic.children(), indent + "  ");
                }
                case Sequence sequence -> {
                    start("Sequence", sequence.cmdId(), sequence.noResp());
                    meta(sequence.meta());
                    out.append('\n');
                    commands(sequence.children(), indent + "  ");
                }
                case Unknown unknown -> {
                    start("unknown " + unknown.element(), unknown.cmdId(), false);
                    out.append('\n');
                }
            }
        }
    }

    private void start(String element, String cmdId, boolean noResp) {
        out.append(element);
        field("cmdId", cmdId);
        flag("noResp", noResp);
    }

    private void status(Status status, String indent) {
        start("Status", status.cmdId(), false);
        field("msgRef", status.msgRef());
        field("cmdRef", status.cmdRef());
        field("cmd", status.cmd());
        status.targetRefs().forEach(ref -> field("targetRef", ref));
        status.sourceRefs().forEach(ref -> field("sourceRef", ref));
        cred(status.cred());
        if (status.chal() != null) {
            group("chal", status.chal().meta(), null);
        }
        field("data", status.data());
        items(status.items(), indent);
    }

    private void results(Results results, String indent) {
        start("Results", results.cmdId(), false);
        field("msgRef", results.msgRef());
        field("cmdRef", results.cmdRef());
        field("cmd", results.cmd());
        field("targetRef", results.targetRef());
        field("sourceRef", results.sourceRef());
        meta(results.meta());
        items(results.items(), indent);
    }

    private void items(List<Item> items, String indent) {
        out.append('\n');
        for (Item item : items) {
            out.append(indent).append("  item");
            field("target", item.target());
            field("source", item.source());
            meta(item.meta());
            field("data", item.data());
            flag("moreData", item.moreData());
            out.append('\n');
        }
    }

    private void cred(@Nullable Cred cred) {
        if (cred != null) {
            group("cred", cred.meta(), cred.data());
        }
    }

    private void group(String name, Meta meta, @Nullable String data) {
        out.append(' ').append(name).append('(');
        int inside = out.length();
        meta(meta);
        field("data", data);
        // Without the blank before its first field, if it has any.
        out.delete(inside, Math.min(inside + 1, out.length())).append(')');
    }

    private void meta(Meta meta) {
        field("format", meta.format());
        field("type", meta.type());
        field("mark", meta.mark());
        field("size", meta.size());
        field("nextNonce", meta.nextNonce());
        field("maxMsgSize", meta.maxMsgSize());
        field("maxObjSize", meta.maxObjSize());
    }

    private void field(String name, @Nullable Object value) {
        if (value != null) {
            String text = value.toString().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
            out.append(' ').append(name).append("=\"").append(text).append('"');
        }
    }

    private void flag(String name, boolean present) {
        out.append(present ? " " + name : "");
    }
}
