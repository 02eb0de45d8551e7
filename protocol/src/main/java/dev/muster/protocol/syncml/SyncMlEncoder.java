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
import dev.muster.protocol.syncml.SyncMlCommand.Verb;
import dev.muster.protocol.xml.XmlElement;
import dev.muster.protocol.xml.XmlWriter;

/** Serves {@link SyncMlCodec}: writes elements in the order of the OMA document type. One encoder, one writer. */
final class SyncMlEncoder {
    private static final String META_NAMESPACE = "syncml:metinf";
    private static final XmlElement SYNC_ML_12 = XmlElement.inNamespace("SyncML", "SYNCML:SYNCML1.2");
    private static final XmlElement SYNC_ML_11 = XmlElement.inNamespace("SyncML", "SYNCML:SYNCML1.1");
    private static final XmlElement SYNC_HDR = XmlElement.of("SyncHdr");
    private static final XmlElement SYNC_BODY = XmlElement.of("SyncBody");
    private static final XmlElement FINAL = XmlElement.of("Final");
    private static final XmlElement VER_DTD = XmlElement.of("VerDTD");
    private static final XmlElement VER_PROTO = XmlElement.of("VerProto");
    private static final XmlElement SESSION_ID = XmlElement.of("SessionID");
    private static final XmlElement MSG_ID = XmlElement.of("MsgID");
    private static final XmlElement TARGET = XmlElement.of("Target");
    private static final XmlElement SOURCE = XmlElement.of("Source");
    private static final XmlElement LOC_URI = XmlElement.of("LocURI");
    private static final XmlElement RESP_URI = XmlElement.of("RespURI");
    private static final XmlElement NO_RESP = XmlElement.of("NoResp");
    private static final XmlElement CRED = XmlElement.of("Cred");
    private static final XmlElement CHAL = XmlElement.of("Chal");
    private static final XmlElement CMD_ID = XmlElement.of("CmdID");
    private static final XmlElement MSG_REF = XmlElement.of("MsgRef");
    private static final XmlElement CMD_REF = XmlElement.of("CmdRef");
    private static final XmlElement CMD = XmlElement.of("Cmd");
    private static final XmlElement TARGET_REF = XmlElement.of("TargetRef");
    private static final XmlElement SOURCE_REF = XmlElement.of("SourceRef");
    private static final XmlElement ITEM = XmlElement.of("Item");
    private static final XmlElement DATA = XmlElement.of("Data");
    private static final XmlElement MORE_DATA = XmlElement.of("MoreData");
    private static final XmlElement CORRELATOR = XmlElement.of("Correlator");
    private static final XmlElement ALERT = XmlElement.of("Alert");
    private static final XmlElement STATUS = XmlElement.of("Status");
    private static final XmlElement RESULTS = XmlElement.of("Results");
    private static final XmlElement ATOMIC = XmlElement.of("Atomic");
    private static final XmlElement SEQUENCE = XmlElement.of("Sequence");
    private static final XmlElement ADD = XmlElement.of("Add");
    private static final XmlElement REPLACE = XmlElement.of("Replace");
    private static final XmlElement DELETE = XmlElement.of("Delete");
    private static final XmlElement GET = XmlElement.of("Get");
    private static final XmlElement EXEC = XmlElement.of("Exec");
    private static final XmlElement COPY = XmlElement.of("Copy");
    private static final XmlElement META = XmlElement.of("Meta");
    private static final XmlElement FORMAT = XmlElement.inNamespace("Format", META_NAMESPACE);
    private static final XmlElement TYPE = XmlElement.inNamespace("Type", META_NAMESPACE);
    private static final XmlElement MARK = XmlElement.inNamespace("Mark", META_NAMESPACE);
    private static final XmlElement SIZE = XmlElement.inNamespace("Size", META_NAMESPACE);
    private static final XmlElement NEXT_NONCE = XmlElement.inNamespace("NextNonce", META_NAMESPACE);
    private static final XmlElement MAX_MSG_SIZE = XmlElement.inNamespace("MaxMsgSize", META_NAMESPACE);
    private static final XmlElement MAX_OBJ_SIZE = XmlElement.inNamespace("MaxObjSize", META_NAMESPACE);

    private final XmlWriter out;

    SyncMlEncoder(XmlWriter out) {
        this.out = out;
    }

    void message(SyncMlMessage message) {
        XmlElement root = message.header().verDtd().equals("1.1") ? SYNC_ML_11 : SYNC_ML_12;
        out.declaration();
        out.open(root);
        header(message.header());
        out.open(SYNC_BODY);
        for (SyncMlCommand command : message.commands()) {
            command(command);
        }
        flag(FINAL, message.isFinal());
        out.close(SYNC_BODY);
        out.close(root);
    }

    private void header(SyncHdr header) {
        out.open(SYNC_HDR);
        out.leaf(VER_DTD, header.verDtd());
        out.leaf(VER_PROTO, header.verProto());
        out.leaf(SESSION_ID, header.sessionId());
        out.leaf(MSG_ID, header.msgId());
        location(TARGET, header.target());
        location(SOURCE, header.source());
        optional(RESP_URI, header.respUri());
        flag(NO_RESP, header.noResp());
        cred(header.cred());
        meta(header.meta());
        out.close(SYNC_HDR);
    }

    void command(SyncMlCommand command) {
        switch (command) {
            case Status status -> status(status);
            case Results results -> results(results);
            case Alert alert -> alert(alert);
            case ItemCommand items -> itemCommand(items);
            case Atomic atomic -> container(ATOMIC, atomic.cmdId(), atomic.noResp(), atomic.meta(), atomic.children());
            case Sequence sequence -> container(SEQUENCE, sequence.cmdId(), sequence.noResp(), sequence.meta(),
                    sequence.children());
            case Unknown unknown -> unknown(unknown);
        }
    }

    private void status(Status status) {
        out.open(STATUS);
        out.leaf(CMD_ID, status.cmdId());
        out.leaf(MSG_REF, status.msgRef());
        out.leaf(CMD_REF, status.cmdRef());
        out.leaf(CMD, status.cmd());
        for (String targetRef : status.targetRefs()) {
            out.leaf(TARGET_REF, targetRef);
        }
        for (String sourceRef : status.sourceRefs()) {
            out.leaf(SOURCE_REF, sourceRef);
        }
        cred(status.cred());
        if (status.chal() != null) {
            out.open(CHAL);
            meta(status.chal().meta());
            out.close(CHAL);
        }
        out.leaf(DATA, status.data());
        items(status.items());
        out.close(STATUS);
    }

    private void results(Results results) {
        out.open(RESULTS);
        out.leaf(CMD_ID, results.cmdId());
        optional(MSG_REF, results.msgRef());
        out.leaf(CMD_REF, results.cmdRef());
        optional(CMD, results.cmd());
        meta(results.meta());
        optional(TARGET_REF, results.targetRef());
        optional(SOURCE_REF, results.sourceRef());
        items(results.items());
        out.close(RESULTS);
    }

    private void alert(Alert alert) {
        out.open(ALERT);
        out.leaf(CMD_ID, alert.cmdId());
        flag(NO_RESP, alert.noResp());
        optional(DATA, alert.data());
        optional(CORRELATOR, alert.correlator());
        items(alert.items());
        out.close(ALERT);
    }

    private void itemCommand(ItemCommand command) {
        XmlElement element = element(command.verb());
        out.open(element);
        out.leaf(CMD_ID, command.cmdId());
        flag(NO_RESP, command.noResp());
        meta(command.meta());
        optional(CORRELATOR, command.correlator());
        items(command.items());
        out.close(element);
    }

    private static XmlElement element(Verb verb) {
        return switch (verb) {
            case ADD -> ADD;
            case REPLACE -> REPLACE;
            case DELETE -> DELETE;
            case GET -> GET;
            case EXEC -> EXEC;
            case COPY -> COPY;
        };
    }

    private void container(XmlElement element, String cmdId, boolean noResp, Meta meta, List<SyncMlCommand> children) {
        out.open(element);
        out.leaf(CMD_ID, cmdId);
        flag(NO_RESP, noResp);
        meta(meta);
        for (SyncMlCommand child : children) {
            command(child);
        }
        out.close(element);
    }

    private void unknown(Unknown unknown) {
        XmlElement element = XmlElement.of(unknown.element());
        out.open(element);
        out.leaf(CMD_ID, unknown.cmdId());
        out.close(element);
    }

    private void items(List<Item> items) {
        for (Item item : items) {
            out.open(ITEM);
            if (item.target() != null) {
                location(TARGET, item.target());
            }
            if (item.source() != null) {
                location(SOURCE, item.source());
            }
            meta(item.meta());
            optional(DATA, item.data());
            flag(MORE_DATA, item.moreData());
            out.close(ITEM);
        }
    }

    private void location(XmlElement element, String uri) {
        out.open(element);
        out.leaf(LOC_URI, uri);
        out.close(element);
    }

    private void cred(@Nullable Cred cred) {
        if (cred != null) {
            out.open(CRED);
            meta(cred.meta());
            out.leaf(DATA, cred.data());
            out.close(CRED);
        }
    }

    private void meta(Meta meta) {
        if (meta.equals(Meta.NONE)) {
            return;
        }
        out.open(META);
        optional(FORMAT, meta.format());
        optional(TYPE, meta.type());
        optional(MARK, meta.mark());
        number(SIZE, meta.size());
        optional(NEXT_NONCE, meta.nextNonce());
        number(MAX_MSG_SIZE, meta.maxMsgSize());
        number(MAX_OBJ_SIZE, meta.maxObjSize());
        out.close(META);
    }

    private void optional(XmlElement element, @Nullable String text) {
        if (text != null) {
            out.leaf(element, text);
        }
    }

    private void number(XmlElement element, @Nullable Long value) {
        if (value != null) {
            out.leaf(element, value.toString());
        }
    }

    private void flag(XmlElement element, boolean present) {
        if (present) {
            out.empty(element);
        }
    }
}
