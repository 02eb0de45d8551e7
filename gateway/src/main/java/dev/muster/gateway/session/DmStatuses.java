package dev.muster.gateway.session;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.DmAccount.Scheme;
import dev.muster.gateway.model.DmMemory.Owed;
import dev.muster.gateway.session.DmAssembly.Heard;
import dev.muster.protocol.syncml.Chal;
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

/**
 * Serves {@link OmaDmTurn}: our Status for the SyncHdr first, then those owed from the message before, then one for each
 * command of the client in its order, or one per Item where they differ (OMA SyncML Representation Protocol 1.2, section 5.4).
 * What carries a bad CmdID is answered 400 and the session goes on. What finds no room is owed to the next message.
 */
final class DmStatuses {
    private static final String OK = "200";
    private static final String AUTHENTICATED = "212";
    private static final String ROLLED_BACK = "216";
    private static final String BAD_REQUEST = "400";
    private static final String NOT_SUPPORTED = "406";
    private static final String ATOMIC_FAILED = "507";

    private static final String BAD_COMMAND_ID = "bad-command-id";
    private static final String UNSUPPORTED_COMMAND = "unsupported-command";
    private static final String STATUSES_CUT = "statuses-cut";

    private final DmMessage reply;
    private final SyncHdr header;
    private final DmCourse course;
    private final TurnDraft draft;
    private final Set<String> seen = new HashSet<>();

    private DmStatuses(DmMessage reply, SyncHdr header, DmCourse course, TurnDraft draft) {
        this.reply = reply;
        this.header = header;
        this.course = course;
        this.draft = draft;
    }

    /**
     * Answers a message.
     *
     * @param chal challenge or next nonce for the client; null if none
     */
    static void add(DmMessage reply, SyncHdr header, List<Heard> heard, DmCourse course, TurnDraft draft,
            @Nullable Chal chal) {
        DmStatuses statuses = new DmStatuses(reply, header, course, draft);
        List<Owed> owed = course.takeOwed();
        if (header.noResp()) {
            return;
        }
        // Unless an account asks for more, the certificate is enough; 212 keeps a client from repeating what it sent. HMAC covers
        // one message: 200, or a client that takes 212 by its word shows none over the next one.
        boolean once = draft.state().read().credentials().account()
                .filter(account -> account.scheme() == Scheme.HMAC).isPresent();
        boolean accepted = header.cred() != null || chal != null || course.trust().accepted();
        statuses.ofHeader(accepted && !once ? AUTHENTICATED : OK, chal);
        owed.forEach(statuses::say);
        heard.forEach(one -> statuses.answer(one.command(), one.code(), ""));
        if (course.owes()) {
            draft.tolerate(STATUSES_CUT);
        }
    }

    /** Answers everything with one code: the client's credentials are missing (407) or wrong (401), nothing is executed. */
    static void refuse(DmMessage reply, SyncHdr header, List<SyncMlCommand> commands, DmCourse course, TurnDraft draft,
            String code, @Nullable Chal chal) {
        DmStatuses statuses = new DmStatuses(reply, header, course, draft);
        statuses.ofHeader(code, chal);
        commands.forEach(command -> statuses.answer(command, code, ""));
    }

    private void ofHeader(String code, @Nullable Chal chal) {
        reply.status(new Owed(header.msgId(), "0", "SyncHdr", header.target(), header.source(), code), chal);
    }

    /**
     * Answers one command.
     *
     * @param decided the code that somebody decided already; empty if nobody has
     * @param ofAtomic what a command that could be carried out is told instead, since the Atomic around it fails; empty if none does
     */
    private void answer(SyncMlCommand command, String decided, String ofAtomic) {
        String name = nameOf(command);
        if (name.isEmpty() || wantsNone(command)) {
            return;
        }
        String cmdId = command.cmdId();
        if (cmdId.isEmpty() || cmdId.equals("0") || !seen.add(cmdId)) {
            draft.tolerate(BAD_COMMAND_ID);
            say(owed(cmdId, name, "", BAD_REQUEST));
            return;
        }
        String code = decided.isEmpty() ? codeOf(command) : decided;
        if (code.equals(NOT_SUPPORTED)) {
            draft.tolerate(UNSUPPORTED_COMMAND);
        }
        boolean failing = code.equals(OK) && !ofAtomic.isEmpty();
        switch (command) {
            case Sequence sequence -> {
                sequence.children().forEach(child -> answer(child, decided, ofAtomic));
                say(owed(cmdId, name, "", failing ? ofAtomic : code));
            }
            case Atomic atomic -> {
                say(owed(cmdId, name, "", code));
                String ofChildren = code.equals(ATOMIC_FAILED) ? ROLLED_BACK : "";
                atomic.children().forEach(child -> answer(child, decided, ofChildren));
            }
            case ItemCommand items when decided.isEmpty() && differ(items) -> items.items()
                    .forEach(item -> say(owed(cmdId, name, DevInfo.locUriOf(item),
                            DevInfo.isAboutDevice(item) ? OK : NOT_SUPPORTED)));
            case ItemCommand _,Alert _,Results _,Unknown _,Status _ -> say(
                    owed(cmdId, name, "", failing ? ofAtomic : code));
        }
    }

    /** Some items of a Replace are about the device and some are not. */
    private static boolean differ(ItemCommand items) {
        return items.verb() == Verb.REPLACE && items.items().stream().anyMatch(DevInfo::isAboutDevice)
                && !items.items().stream().allMatch(DevInfo::isAboutDevice);
    }

    private Owed owed(String cmdRef, String cmd, String sourceRef, String code) {
        return new Owed(header.msgId(), cmdRef, cmd, "", sourceRef, code);
    }

    private void say(Owed status) {
        if (course.owes() || !reply.status(status)) {
            course.owe(status);
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
            case Results _,Status _,Sequence _ -> OK;
            case Atomic atomic -> isCarriedOut(atomic) ? OK : ATOMIC_FAILED;
            case Unknown _ -> NOT_SUPPORTED;
        };
    }

    /** All or nothing; an Atomic inside another one, or Results, have no place there. */
    private static boolean isCarriedOut(Atomic atomic) {
        return atomic.children().stream().allMatch(child -> !(child instanceof Atomic || child instanceof Results)
                && codeOf(child).equals(OK)
                && (!(child instanceof Sequence inner) || inner.children().stream().allMatch(DmStatuses::isPlain)));
    }

    private static boolean isPlain(SyncMlCommand command) {
        return (command instanceof ItemCommand || command instanceof Alert) && codeOf(command).equals(OK);
    }

    private static String codeOf(Alert alert) {
        String data = alert.data();
        if (data == null) {
            return BAD_REQUEST;
        }
        return switch (data) {
            // Session opened by the server or the client, next message, abort, client event, end not received, generic alert.
            case "1200", "1201", "1222", "1223", "1224", "1225", "1226" -> OK;
            default -> NOT_SUPPORTED;
        };
    }

    /** What of these is carried out, with what Sequences and successful Atomics hold, in order. */
    static List<SyncMlCommand> carriedOut(List<SyncMlCommand> commands) {
        return commands.stream().flatMap(command -> children(command)
                .map(inside -> carriedOut(inside).stream()).orElseGet(() -> List.of(command).stream())).toList();
    }

    private static Optional<List<SyncMlCommand>> children(SyncMlCommand command) {
        return switch (command) {
            case Sequence sequence -> Optional.of(sequence.children());
            case Atomic atomic -> Optional.of(isCarriedOut(atomic) ? atomic.children() : List.of());
            case ItemCommand _,Alert _,Results _,Status _,Unknown _ -> Optional.empty();
        };
    }
}
