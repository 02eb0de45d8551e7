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

/** Serves {@link SyncMlCodec}: writes elements in the order of the OMA document type. One encoder, one writer. */
final class SyncMlEncoder {
    private static final SyncMlElement SYNC_HDR = SyncMlElement.of("SyncHdr");
    private static final SyncMlElement SYNC_BODY = SyncMlElement.of("SyncBody");
    private static final SyncMlElement FINAL = SyncMlElement.of("Final");
    private static final SyncMlElement VER_DTD = SyncMlElement.of("VerDTD");
    private static final SyncMlElement VER_PROTO = SyncMlElement.of("VerProto");
    private static final SyncMlElement SESSION_ID = SyncMlElement.of("SessionID");
    private static final SyncMlElement MSG_ID = SyncMlElement.of("MsgID");
    private static final SyncMlElement TARGET = SyncMlElement.of("Target");
    private static final SyncMlElement SOURCE = SyncMlElement.of("Source");
    private static final SyncMlElement LOC_URI = SyncMlElement.of("LocURI");
    private static final SyncMlElement RESP_URI = SyncMlElement.of("RespURI");
    private static final SyncMlElement NO_RESP = SyncMlElement.of("NoResp");
    private static final SyncMlElement CRED = SyncMlElement.of("Cred");
    private static final SyncMlElement CHAL = SyncMlElement.of("Chal");
    private static final SyncMlElement CMD_ID = SyncMlElement.of("CmdID");
    private static final SyncMlElement MSG_REF = SyncMlElement.of("MsgRef");
    private static final SyncMlElement CMD_REF = SyncMlElement.of("CmdRef");
    private static final SyncMlElement CMD = SyncMlElement.of("Cmd");
    private static final SyncMlElement TARGET_REF = SyncMlElement.of("TargetRef");
    private static final SyncMlElement SOURCE_REF = SyncMlElement.of("SourceRef");
    private static final SyncMlElement ITEM = SyncMlElement.of("Item");
    private static final SyncMlElement DATA = SyncMlElement.of("Data");
    private static final SyncMlElement MORE_DATA = SyncMlElement.of("MoreData");
    private static final SyncMlElement CORRELATOR = SyncMlElement.of("Correlator");
    private static final SyncMlElement ALERT = SyncMlElement.of("Alert");
    private static final SyncMlElement STATUS = SyncMlElement.of("Status");
    private static final SyncMlElement RESULTS = SyncMlElement.of("Results");
    private static final SyncMlElement ATOMIC = SyncMlElement.of("Atomic");
    private static final SyncMlElement SEQUENCE = SyncMlElement.of("Sequence");
    private static final SyncMlElement ADD = SyncMlElement.of("Add");
    private static final SyncMlElement REPLACE = SyncMlElement.of("Replace");
    private static final SyncMlElement DELETE = SyncMlElement.of("Delete");
    private static final SyncMlElement GET = SyncMlElement.of("Get");
    private static final SyncMlElement EXEC = SyncMlElement.of("Exec");
    private static final SyncMlElement COPY = SyncMlElement.of("Copy");
    private static final SyncMlElement META = SyncMlElement.of("Meta");
    private static final SyncMlElement FORMAT = SyncMlElement.ofMetInf("Format");
    private static final SyncMlElement TYPE = SyncMlElement.ofMetInf("Type");
    private static final SyncMlElement MARK = SyncMlElement.ofMetInf("Mark");
    private static final SyncMlElement SIZE = SyncMlElement.ofMetInf("Size");
    private static final SyncMlElement NEXT_NONCE = SyncMlElement.ofMetInf("NextNonce");
    private static final SyncMlElement MAX_MSG_SIZE = SyncMlElement.ofMetInf("MaxMsgSize");
    private static final SyncMlElement MAX_OBJ_SIZE = SyncMlElement.ofMetInf("MaxObjSize");

    private final SyncMlWriter out;

    SyncMlEncoder(SyncMlWriter out) {
        this.out = out;
    }

    void message(SyncMlMessage message) {
        boolean version11 = message.header().verDtd().equals("1.1");
        out.start(version11);
        header(message.header());
        out.open(SYNC_BODY);
        for (SyncMlCommand command : message.commands()) {
            command(command);
        }
        flag(FINAL, message.isFinal());
        out.close(SYNC_BODY);
        out.finish(version11);
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
        SyncMlElement element = element(command.verb());
        out.open(element);
        out.leaf(CMD_ID, command.cmdId());
        flag(NO_RESP, command.noResp());
        meta(command.meta());
        optional(CORRELATOR, command.correlator());
        items(command.items());
        out.close(element);
    }

    private static SyncMlElement element(Verb verb) {
        return switch (verb) {
            case ADD -> ADD;
            case REPLACE -> REPLACE;
            case DELETE -> DELETE;
            case GET -> GET;
            case EXEC -> EXEC;
            case COPY -> COPY;
        };
    }

    private void container(SyncMlElement element, String cmdId, boolean noResp, Meta meta,
            List<SyncMlCommand> children) {
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
        SyncMlElement element = SyncMlElement.of(unknown.element());
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

    private void location(SyncMlElement element, String uri) {
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

    private void optional(SyncMlElement element, @Nullable String text) {
        if (text != null) {
            out.leaf(element, text);
        }
    }

    private void number(SyncMlElement element, @Nullable Long value) {
        if (value != null) {
            out.leaf(element, value.toString());
        }
    }

    private void flag(SyncMlElement element, boolean present) {
        if (present) {
            out.empty(element);
        }
    }
}
