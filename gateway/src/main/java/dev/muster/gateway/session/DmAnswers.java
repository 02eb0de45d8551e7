package dev.muster.gateway.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Results;
import dev.muster.protocol.syncml.SyncMlCommand.Status;

/**
 * Serves {@link OmaDmTurn}: the statuses and results of one message, gathered by the step or action they answer. They may
 * come one per item or one per command, in any order, mixed with alerts (PROTOCOLS.md).
 */
final class DmAnswers {
    /** The client distrusts the server and did nothing: the command is kept. */
    static final String NOTHING_EXECUTED = "client-executed-nothing";

    /**
     * What came back for one attempt at a step or action.
     *
     * @param statuses in the order of the message
     * @param results in the order of the message
     */
    record Answer(List<Said> statuses, List<Results> results) {
        private Answer() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    /**
     * One status.
     *
     * @param ref the command it speaks of
     * @param verb element name of that command
     * @param code the code, safe to log
     */
    record Said(CommandRef ref, String verb, String code) {
        DmCode meaning() {
            return DmCode.of(code);
        }
    }

    private final Map<CommandRef, Answer> answers = new LinkedHashMap<>();
    private final boolean refusedAsWhole;

    private DmAnswers(boolean refusedAsWhole) {
        this.refusedAsWhole = refusedAsWhole;
    }

    /** Reads commands; what refers to nothing of ours is counted in the draft. */
    static DmAnswers of(List<SyncMlCommand> commands, TurnDraft draft) {
        DmAnswers answers = new DmAnswers(commands.stream().anyMatch(command -> command instanceof Status status
                && isOfHeader(status) && DmCode.doubtsTheServer(status.data())));
        for (SyncMlCommand command : commands) {
            if (command instanceof Status status && !isOfHeader(status)) {
                CommandRef.of(status.cmdRef()).ifPresentOrElse(
                        ref -> answers.at(ref).statuses().add(new Said(ref, status.cmd(), Facts.code(status.data()))),
                        () -> unknown(status.cmdRef(), draft));
            } else if (command instanceof Results results) {
                CommandRef.of(results.cmdRef()).ifPresentOrElse(ref -> answers.at(ref).results().add(results),
                        () -> draft.tolerate(Outcomes.UNKNOWN_REFERENCE));
            }
        }
        return answers;
    }

    /** A Status of our own alerts says nothing and surprises nobody. */
    private static void unknown(String cmdRef, TurnDraft draft) {
        if (!cmdRef.startsWith(DmMessage.ALERTS)) {
            draft.tolerate(Outcomes.UNKNOWN_REFERENCE);
        }
    }

    /** What was answered, by attempts at steps and actions. */
    Map<CommandRef, Answer> byStep() {
        return answers;
    }

    /**
     * Whether the client did nothing of what this answer speaks of: it says 0, or it did not accept who we are and says so of
     * the whole message.
     */
    boolean nothingExecuted(Answer answer) {
        return answer.statuses().stream().anyMatch(said -> said.meaning() == DmCode.DISTRUSTED
                || (refusedAsWhole && DmCode.doubtsTheServer(said.code())));
    }

    static boolean isOfHeader(Status status) {
        return "0".equals(status.cmdRef()) || "SyncHdr".equals(status.cmd());
    }

    private Answer at(CommandRef ref) {
        return answers.computeIfAbsent(ref.whole(), _ -> new Answer());
    }
}
