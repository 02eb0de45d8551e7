package dev.muster.gateway.session;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.DmMemory.Partial;
import dev.muster.gateway.model.DmMemory.Piece;
import dev.muster.gateway.model.DmMemory.Sending;
import dev.muster.gateway.model.DmNode;
import dev.muster.gateway.model.SettingPayload.DmNodes;
import dev.muster.gateway.session.CommandRef.Part;
import dev.muster.gateway.session.DmAnswers.Answer;
import dev.muster.gateway.session.DmAnswers.Said;
import dev.muster.protocol.syncml.SyncMlCommand.Verb;

/**
 * Serves {@link OmaDmTurn}: takes in what became of the commands of steps. Statuses of one step may be spread over several
 * messages; they are added up in the session's memory. A node that was there where Add was tried, or was not where Replace
 * was, is tried with the other verb at once, once.
 */
final class DmResults {
    private static final String PUT_OFF = "dm.put-off";
    private static final String INCOMPLETE_ANSWER = "incomplete-answer";
    private static final Set<String> NO_ATOMIC = Set.of("405", "406", "501");

    private final TurnDraft draft;
    private final DmCourse course;

    private DmResults(TurnDraft draft, DmCourse course) {
        this.draft = draft;
        this.course = course;
    }

    /**
     * Takes in the answers of one message.
     *
     * @param isFinal whether the client's package ends with it
     */
    static void settle(TurnDraft draft, DmCourse course, DmAnswers answers, boolean isFinal) {
        DmResults results = new DmResults(draft, course);
        for (Map.Entry<CommandRef, Answer> answered : answers.byStep().entrySet()) {
            results.settle(answered.getKey(), answered.getValue(), answers.nothingExecuted(answered.getValue()),
                    isFinal);
        }
        if (isFinal) {
            DmActions.settleOpen(draft, course);
        }
    }

    private void settle(CommandRef ref, Answer answer, boolean nothingExecuted, boolean isFinal) {
        if (answer.statuses().stream().anyMatch(said -> said.meaning() == DmCode.DONE_AND_STOP)) {
            course.stop();
        }
        if (nothingExecuted) {
            draft.tolerate(DmAnswers.NOTHING_EXECUTED);
            course.forget(ref);
            if (ref.kind() == CommandRef.Kind.ACTION) {
                Outcomes.awaited(draft, ref).ifPresent(pending -> Outcomes.postpone(draft, pending));
            }
            return;
        }
        switch (ref.kind()) {
            case INSTALL, REMOVE -> step(ref, answer, isFinal);
            case ACTION -> DmActions.answered(draft, course, ref, answer, isFinal);
            case QUERY -> {
                if (ref.equals(DmInventory.QUESTION)) {
                    DmInventory.answered(draft, answer);
                }
                // DmUpkeep reads the others.
            }
        }
    }

    private void step(CommandRef ref, Answer answer, boolean isFinal) {
        if (!DmSteps.isAwaited(draft, ref)) {
            draft.tolerate(Outcomes.LATE_RESULT);
            course.forget(ref);
            return;
        }
        StepAnswer said = new StepAnswer(ref, course.partial(ref));
        answer.statuses().forEach(said::take);
        if (!said.failures.isEmpty()) {
            refuse(ref, said.failures, said.undone);
        } else if (said.later) {
            // It stays sent and goes again in the next session.
            draft.tolerate(PUT_OFF);
            course.forget(ref);
        } else if (said.asksToRepeatAll()) {
            repeatAll(ref, said);
        } else if (said.complete()) {
            course.forget(ref);
            Outcomes.acknowledged(draft, ref);
        } else {
            repeat(ref, said);
            course.keep(said.partial());
            if (isFinal && course.nextSending().isEmpty()) {
                draft.tolerate(INCOMPLETE_ANSWER);
            }
        }
    }

    private void refuse(CommandRef ref, List<Said> failures, List<Said> undone) {
        course.forget(ref);
        List<Said> all = new ArrayList<>(failures);
        all.addAll(undone);
        Outcomes.refused(draft, ref, codeOf(all), false);
    }

    /** Single commands of a step that take the other verb. */
    private void repeat(CommandRef ref, StepAnswer said) {
        if (said.turns.isEmpty()) {
            return;
        }
        List<Piece> pieces = new ArrayList<>();
        said.turns.forEach(turn -> pieces.add(new Piece(index(turn), otherVerb(turn.verb()), true, "")));
        Optional<Sending> under = course.nextSending().filter(sending -> sending.ref().equals(ref.text())
                && sending.sent() > 0 && pieces.stream().anyMatch(
                        piece -> piece.index() == sending.pieces().getFirst().index()));
        if (under.isPresent()) {
            // The device refused the first chunk: the whole object again, then what comes behind it.
            List<Piece> rest = under.get().pieces();
            pieces.addAll(rest.subList(1, rest.size()));
            course.advance(new Sending(ref.text(), said.count(), false, pieces, 0));
        } else {
            course.enqueue(new Sending(ref.text(), said.count(), false, pieces, 0));
        }
        said.turns.forEach(turn -> said.turned.add(index(turn)));
    }

    /** A failed Atomic did nothing: all of it again, with the other verb where one was wrong, or without the Atomic. */
    private void repeatAll(CommandRef ref, StepAnswer said) {
        Optional<DmNodes> nodes = DmSteps.nodes(draft, ref);
        boolean plainly = said.whole != null && NO_ATOMIC.contains(said.whole.code());
        if (nodes.isEmpty() || (said.turns.isEmpty() && !plainly)) {
            List<Said> reasons = new ArrayList<>(said.undone);
            if (said.whole != null) {
                reasons.add(said.whole);
            }
            refuse(ref, reasons, List.of());
            return;
        }
        Sending guess = DmSteps.install(draft, ref, nodes.get());
        List<Piece> pieces = new ArrayList<>(guess.pieces());
        said.heard.forEach(one -> pieces.set(index(one) - 1,
                new Piece(index(one), one.verb(), said.turned.contains(index(one)), "")));
        for (Said turn : said.turns) {
            said.turned.add(index(turn));
            pieces.set(index(turn) - 1, new Piece(index(turn), otherVerb(turn.verb()), true, ""));
        }
        said.done.clear();
        course.forget(ref);
        course.keep(said.partial());
        course.enqueue(new Sending(ref.text(), pieces.size(), !plainly, pieces, 0));
    }

    private static String otherVerb(String verb) {
        return verb.equals(Verb.ADD.wireName()) ? Verb.REPLACE.wireName() : Verb.ADD.wireName();
    }

    private static int index(Said said) {
        Part part = said.ref().part();
        return part == null ? 0 : part.index();
    }

    /** The code that says most: a rolled back command fails because another one did. */
    static String codeOf(List<Said> failures) {
        Optional<String> cause = failures.stream().filter(said -> said.meaning() != DmCode.ROLLED_BACK
                && said.meaning() != DmCode.NOT_REACHED && !said.verb().equals("Atomic")).map(Said::code).findFirst();
        return cause
                .or(() -> failures.stream().filter(said -> said.verb().equals("Atomic")).map(Said::code).findFirst())
                .orElseGet(() -> failures.isEmpty() ? "unreadable" : failures.getFirst().code());
    }

    /** What is known of one step once the statuses of a message are added to those before. */
    private final class StepAnswer {
        private final CommandRef ref;
        private final Partial before;
        private final Set<Integer> done;
        private final Set<Integer> turned;
        private final List<Said> failures = new ArrayList<>();
        private final List<Said> undone = new ArrayList<>();
        private final List<Said> turns = new ArrayList<>();
        private final List<Said> heard = new ArrayList<>();
        private @Nullable Said whole;
        private boolean later;
        private int count;

        StepAnswer(CommandRef ref, Partial before) {
            this.ref = ref;
            this.before = before;
            this.done = new HashSet<>(before.done());
            this.turned = new HashSet<>(before.turned());
        }

        void take(Said said) {
            Part part = said.ref().part();
            if (part == null) {
                whole = said;
                later |= said.meaning() == DmCode.LATER;
                if (said.meaning() == DmCode.PENDING) {
                    failures.add(said);
                }
                return;
            }
            count = part.count();
            heard.add(said);
            switch (said.meaning()) {
                case DONE, DONE_AND_STOP -> {
                    if (!course.midObject(ref, part.index())) {
                        done.add(part.index());
                    }
                }
                case CHUNK_TAKEN -> {
                }
                case EXISTS, MISSING -> wrongVerb(said, part);
                case ROLLED_BACK, NOT_REACHED -> undone.add(said);
                case LATER -> later = true;
                case PENDING, DISTRUSTED, REFUSED -> failures.add(said);
            }
        }

        private void wrongVerb(Said said, Part part) {
            boolean add = said.verb().equals(Verb.ADD.wireName());
            boolean replace = said.verb().equals(Verb.REPLACE.wireName());
            if (said.meaning() == DmCode.MISSING && said.verb().equals(Verb.DELETE.wireName())) {
                // What is gone already is as good as deleted.
                done.add(part.index());
            } else if (!part.again() && !turned.contains(part.index()) && isSet(part)
                    && (said.meaning() == DmCode.EXISTS ? add : replace)) {
                turns.add(said);
            } else {
                failures.add(said);
            }
        }

        private boolean isSet(Part part) {
            return ref.kind() == CommandRef.Kind.INSTALL && DmSteps.nodes(draft, ref)
                    .filter(nodes -> part.index() <= nodes.nodes().size()
                            && nodes.nodes().get(part.index() - 1).way() == DmNode.Way.SET)
                    .isPresent();
        }

        boolean asksToRepeatAll() {
            return !undone.isEmpty() || (whole != null && !whole.meaning().success());
        }

        /** Clients may speak of every command of a step, or of the Atomic around them. */
        boolean complete() {
            boolean byWhole = whole != null && whole.meaning().success();
            return turns.isEmpty() && (byWhole || (count > 0 && done.size() == count));
        }

        int count() {
            return count;
        }

        Partial partial() {
            return new Partial(ref.text(), done.stream().sorted().toList(), turned.stream().sorted().toList(),
                    before.codes(), before.results());
        }
    }
}
