package dev.muster.gateway.session;

import java.util.HashSet;
import java.util.Set;

import dev.muster.protocol.syncml.Item;
import dev.muster.protocol.syncml.SyncHdr;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Alert;
import dev.muster.protocol.syncml.SyncMlCommand.Atomic;
import dev.muster.protocol.syncml.SyncMlCommand.ItemCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Results;
import dev.muster.protocol.syncml.SyncMlCommand.Sequence;
import dev.muster.protocol.syncml.SyncMlCommand.Status;
import dev.muster.protocol.syncml.SyncMlCommand.Unknown;
import dev.muster.protocol.syncml.SyncMlCommand.Verb;
import dev.muster.protocol.syncml.SyncMlMessage;

/**
 * Serves {@link OmaDmTurn}: our Status for the SyncHdr first, then one for each command of the client in its order
 * (OMA SyncML Representation Protocol 1.2, section 5.4). What carries a bad CmdID is answered 400 and the session goes on.
 */
final class DmStatuses {
    private static final String OK = "200";
    private static final String CHUNK_ACCEPTED = "213";
    private static final String AUTHENTICATED = "212";
    private static final String BAD_REQUEST = "400";
    private static final String NOT_SUPPORTED = "406";

    private static final String BAD_COMMAND_ID = "bad-command-id";
    private static final String UNSUPPORTED_COMMAND = "unsupported-command";

    private DmStatuses() {}

    static void add(DmMessage reply, SyncMlMessage message, TurnDraft draft) {
        SyncHdr header = message.header();
        // The certificate authenticated the session; 212 keeps a client that sent credentials from repeating them.
        reply.status(header, "0", "SyncHdr", header.target().isEmpty() ? null : header.target(),
                header.source().isEmpty() ? null : header.source(), header.cred() == null ? OK : AUTHENTICATED);
        Set<String> seen = new HashSet<>();
        for (SyncMlCommand command : message.commands()) {
            String name = nameOf(command);
            if (name.isEmpty() || wantsNone(command)) {
                continue;
            }
            String code = codeOf(command);
            String cmdId = command.cmdId();
            if (cmdId.isEmpty() || cmdId.equals("0") || !seen.add(cmdId)) {
                draft.tolerate(BAD_COMMAND_ID);
                code = BAD_REQUEST;
            } else if (code.equals(NOT_SUPPORTED)) {
                draft.tolerate(UNSUPPORTED_COMMAND);
            }
            if (!reply.status(header, cmdId, name, null, null, code)) {
                return;
            }
        }
    }

    /** Element name of what takes a Status; empty for a Status, which takes none. */
    private static String nameOf(SyncMlCommand command) {
        return switch (command) {
            case Status _ -> "";
            case ItemCommand items -> items.verb().wireName();
            case Alert _ -> "Alert";
            case Results _ -> "Results";
            case Atomic _ -> "Atomic";
            case Sequence _ -> "Sequence";
            case Unknown unknown -> unknown.element();
        };
    }

    private static boolean wantsNone(SyncMlCommand command) {
        return switch (command) {
            case ItemCommand items -> items.noResp();
            case Alert alert -> alert.noResp();
            case Atomic atomic -> atomic.noResp();
            case Sequence sequence -> sequence.noResp();
            case Status _,Results _,Unknown _ -> false;
        };
    }

    private static String codeOf(SyncMlCommand command) {
        return switch (command) {
            case ItemCommand items -> items.verb() == Verb.REPLACE && DevInfo.describesDevice(items) ? OK
                    : NOT_SUPPORTED;
            case Alert alert -> codeOf(alert);
            case Results results -> results.items().stream().anyMatch(Item::moreData) ? CHUNK_ACCEPTED : OK;
            case Atomic _,Sequence _,Unknown _ -> NOT_SUPPORTED;
            case Status _ -> OK;
        };
    }

    private static String codeOf(Alert alert) {
        String data = alert.data();
        if (data == null) {
            return BAD_REQUEST;
        }
        return switch (data) {
            // Session opened by the server or the client, next message, abort, client event, generic alert.
            case "1200", "1201", "1222", "1223", "1224", "1226" -> OK;
            default -> NOT_SUPPORTED;
        };
    }
}
