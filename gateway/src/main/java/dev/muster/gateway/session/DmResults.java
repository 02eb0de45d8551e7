package dev.muster.gateway.session;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.muster.gateway.model.DmNode;
import dev.muster.gateway.model.FinishedCommand.Outcome;
import dev.muster.gateway.model.InstalledSetting;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.SettingPayload.AppleProfile;
import dev.muster.gateway.model.SettingPayload.DmNodes;
import dev.muster.gateway.session.CommandRef.Part;
import dev.muster.gateway.session.DmAnswers.Answer;
import dev.muster.gateway.session.DmAnswers.Said;
import dev.muster.gateway.settings.StepId;
import dev.muster.protocol.syncml.Meta;
import dev.muster.protocol.syncml.SyncHdr;
import dev.muster.protocol.syncml.SyncMlCodec;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Results;
import dev.muster.protocol.syncml.SyncMlCommand.Verb;
import dev.muster.protocol.syncml.SyncMlMessage;

/** Serves {@link OmaDmTurn}: takes in what became of our commands. */
final class DmResults {
    private static final String EXISTS = "418";
    private static final String MISSING = "404";
    private static final String ROLLED_BACK = "216";
    private static final String INCOMPLETE_ANSWER = "incomplete-answer";

    private DmResults() {}

    /**
     * Takes in the answers of one message.
     *
     * @return commands to repeat with the other verb, by step: a node was there where Add was tried, or was not where Replace
     *         was
     */
    static List<List<SyncMlCommand>> settle(TurnDraft draft, DmAnswers answers) {
        List<List<SyncMlCommand>> again = new ArrayList<>();
        for (Map.Entry<CommandRef, Answer> answered : answers.byStep().entrySet()) {
            CommandRef ref = answered.getKey();
            Answer answer = answered.getValue();
            if (answers.nothingExecuted(answer)) {
                draft.tolerate(DmAnswers.NOTHING_EXECUTED);
                if (ref.kind() == CommandRef.Kind.ACTION) {
                    Outcomes.awaited(draft, ref).ifPresent(pending -> Outcomes.postpone(draft, pending));
                }
                continue;
            }
            switch (ref.kind()) {
                case INSTALL -> install(draft, ref, answer).ifPresent(again::add);
                case REMOVE -> remove(draft, ref, answer);
                case ACTION -> action(draft, ref, answer);
                case QUERY -> draft.tolerate(Outcomes.UNKNOWN_REFERENCE);
            }
        }
        return again;
    }

    private static Optional<List<SyncMlCommand>> install(TurnDraft draft, CommandRef ref, Answer answer) {
        List<Said> failures = answer.failures();
        if (failures.isEmpty()) {
            acknowledge(draft, ref, answer);
            return Optional.empty();
        }
        Optional<List<SyncMlCommand>> again = answer.whole() && failures.stream().allMatch(DmResults::otherVerbHelps)
                && isAwaited(draft, ref)
                        ? nodesOf(draft, ref).flatMap(nodes -> repeat(ref, nodes, failures))
                        : Optional.empty();
        if (again.isEmpty()) {
            Outcomes.refused(draft, ref, codeOf(failures), false);
        }
        return again;
    }

    private static boolean isAwaited(TurnDraft draft, CommandRef ref) {
        return draft.ledger().ofInstall(new StepId(ref.id())).filter(
                entry -> entry.attempt() == ref.attempt() && entry.state() == InstalledSetting.State.SENT).isPresent();
    }

    private static void acknowledge(TurnDraft draft, CommandRef ref, Answer answer) {
        if (answer.whole()) {
            Outcomes.acknowledged(draft, ref);
        } else {
            // The step stays sent and goes again in the next session.
            draft.tolerate(INCOMPLETE_ANSWER);
        }
    }

    private static boolean otherVerbHelps(Said said) {
        Part part = said.ref().part();
        return part != null && !part.again() && (said.code().equals(EXISTS)
                || (said.code().equals(MISSING) && !said.verb().equals(Verb.ADD.wireName())));
    }

    private static Optional<List<SyncMlCommand>> repeat(CommandRef ref, List<DmNode> nodes, List<Said> failures) {
        List<DmNode> failed = new ArrayList<>();
        List<Verb> verbs = new ArrayList<>();
        List<Said> inOrder = failures.stream().sorted(Comparator.comparingInt(DmResults::index)).toList();
        int last = 0;
        for (Said said : inOrder) {
            int index = index(said);
            if (index > nodes.size()) {
                return Optional.empty();
            }
            if (index > last) {
                failed.add(nodes.get(index - 1));
                verbs.add(said.code().equals(EXISTS) ? Verb.REPLACE : Verb.ADD);
                last = index;
            }
        }
        return Optional.of(DmCommands.again(ref.whole(), failed, verbs));
    }

    private static int index(Said said) {
        Part part = said.ref().part();
        return part == null ? 0 : part.index();
    }

    private static Optional<List<DmNode>> nodesOf(TurnDraft draft, CommandRef ref) {
        for (Setting setting : draft.state().desired().map(set -> set.settings()).orElse(List.of())) {
            if (StepId.install(setting.name(), setting.version()).value().equals(ref.id())) {
                return switch (setting.payload()) {
                    case DmNodes nodes -> Optional.of(nodes.nodes());
                    case AppleProfile _ -> Optional.empty();
                };
            }
        }
        return Optional.empty();
    }

    /** What is gone already is as good as deleted. */
    private static void remove(TurnDraft draft, CommandRef ref, Answer answer) {
        List<Said> failures = answer.failures().stream().filter(said -> !said.code().equals(MISSING)).toList();
        if (failures.isEmpty()) {
            acknowledge(draft, ref, answer);
        } else {
            Outcomes.refused(draft, ref, codeOf(failures), false);
        }
    }

    /** A Get is done when any of its nodes was told; an Exec has one status. */
    private static void action(TurnDraft draft, CommandRef ref, Answer answer) {
        Optional<PendingCommand> pending = Outcomes.awaited(draft, ref);
        if (pending.isEmpty()) {
            return;
        }
        List<Said> failures = answer.failures();
        if (answer.results().isEmpty() && failures.size() == answer.statuses().size() && !failures.isEmpty()) {
            draft.end(pending.get(), Outcome.FAILED, codeOf(failures), new byte[0]);
        } else {
            Outcomes.done(draft, pending.get(), encode(answer.results()));
        }
    }

    /** The code that says most: a rolled back command fails because another one did. */
    private static String codeOf(List<Said> failures) {
        return failures.stream().map(Said::code).filter(code -> !code.equals(ROLLED_BACK)).findFirst()
                .orElse(ROLLED_BACK);
    }

    /** Results as a SyncML document of their own. */
    private static byte[] encode(List<Results> results) {
        if (results.isEmpty()) {
            return new byte[0];
        }
        SyncHdr header = new SyncHdr("1.2", "DM/1.2", "1", "1", "", "", null, false, null, Meta.NONE);
        return SyncMlCodec.encode(new SyncMlMessage(header, List.copyOf(results), true));
    }
}
