package dev.muster.gateway.session;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.muster.gateway.session.CommandRef.Part;
import dev.muster.protocol.syncml.Item;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Results;
import dev.muster.protocol.syncml.SyncMlCommand.Status;
import dev.muster.protocol.syncml.SyncMlMessage;

/**
 * Serves {@link OmaDmTurn}: the statuses and results of one message, gathered by the step or action they answer. They may
 * come one per item or one per command, in any order, mixed with alerts (PROTOCOLS.md).
 */
final class DmAnswers {
    /** The client distrusts the server and did nothing: the command is kept. */
    static final String NOTHING_EXECUTED = "client-executed-nothing";
    private static final String CHUNKED_RESULT = "chunked-result";

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

        /** Statuses that tell of no success. */
        List<Said> failures() {
            return statuses.stream().filter(said -> !said.success()).toList();
        }

        /** Whether every command of the step was spoken of, as far as this message tells. */
        boolean whole() {
            Set<Integer> parts = new HashSet<>();
            int count = 0;
            for (Said said : statuses) {
                Optional<Part> part = Optional.ofNullable(said.ref().part());
                if (part.isEmpty()) {
                    return true;
                }
                parts.add(part.get().index());
                count = part.get().count();
            }
            return parts.size() == count;
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
        /** Done, or accepted to be done: 200 to 214 but for a chunk that wants another (213). */
        boolean success() {
            return code.length() == 3 && code.startsWith("2") && code.compareTo("214") <= 0 && !code.equals("213");
        }
    }

    private final Map<CommandRef, Answer> answers = new LinkedHashMap<>();
    private final boolean refusedAsWhole;

    private DmAnswers(boolean refusedAsWhole) {
        this.refusedAsWhole = refusedAsWhole;
    }

    /** Reads a message; what refers to nothing of ours is counted in the draft. */
    static DmAnswers of(SyncMlMessage message, TurnDraft draft) {
        DmAnswers answers = new DmAnswers(message.commands().stream()
                .anyMatch(command -> command instanceof Status status && isOfHeader(status)
                        && ("401".equals(status.data()) || "407".equals(status.data()))));
        for (SyncMlCommand command : message.commands()) {
            if (command instanceof Status status && !isOfHeader(status)) {
                CommandRef.of(status.cmdRef()).ifPresentOrElse(
                        ref -> answers.at(ref).statuses().add(new Said(ref, status.cmd(), Facts.code(status.data()))),
                        () -> draft.tolerate(Outcomes.UNKNOWN_REFERENCE));
            } else if (command instanceof Results results) {
                CommandRef.of(results.cmdRef()).ifPresentOrElse(ref -> answers.result(ref, results, draft),
                        () -> draft.tolerate(Outcomes.UNKNOWN_REFERENCE));
            }
        }
        return answers;
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
        return answer.statuses().stream().anyMatch(said -> said.code().equals("0")
                || (refusedAsWhole && (said.code().equals("401") || said.code().equals("407"))));
    }

    private static boolean isOfHeader(Status status) {
        return "0".equals(status.cmdRef()) || "SyncHdr".equals(status.cmd());
    }

    private Answer at(CommandRef ref) {
        return answers.computeIfAbsent(ref.whole(), _ -> new Answer());
    }

    /** A result in several chunks is acknowledged (213) and not kept: what we ask for fits one message. */
    private void result(CommandRef ref, Results results, TurnDraft draft) {
        if (results.items().stream().anyMatch(Item::moreData)) {
            draft.tolerate(CHUNKED_RESULT);
        } else {
            at(ref).results().add(results);
        }
    }
}
