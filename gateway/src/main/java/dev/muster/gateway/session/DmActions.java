package dev.muster.gateway.session;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.muster.gateway.model.DmMemory.Partial;
import dev.muster.gateway.model.FinishedCommand.Outcome;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.session.DmAnswers.Answer;
import dev.muster.gateway.session.DmAnswers.Said;
import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.syncml.Item;
import dev.muster.protocol.syncml.Meta;
import dev.muster.protocol.syncml.SyncHdr;
import dev.muster.protocol.syncml.SyncMlCodec;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Alert;
import dev.muster.protocol.syncml.SyncMlCommand.Results;
import dev.muster.protocol.syncml.SyncMlMessage;

/**
 * Serves {@link DmResults}: what became of actions. An Exec ends with its Status, or with an alert that names it; a Get ends
 * when the client's package does and no object of it is under way.
 */
final class DmActions {
    /** Most codes of one action that are kept. */
    private static final int MOST_CODES = 64;
    private static final Pattern FAILURE_CODE = Pattern.compile("1?[45][0-9]{2}");

    private DmActions() {}

    static void answered(TurnDraft draft, DmCourse course, CommandRef ref, Answer answer, boolean isFinal) {
        Optional<PendingCommand> pending = Outcomes.awaited(draft, ref);
        if (pending.isEmpty()) {
            course.forget(ref);
            return;
        }
        Partial before = course.partial(ref);
        List<String> codes = new ArrayList<>(before.codes());
        answer.statuses().stream().map(Said::code).limit(MOST_CODES - codes.size()).forEach(codes::add);
        Partial now = new Partial(before.ref(), before.done(), before.turned(), codes,
                merged(draft, before.results(), answer.results()));
        boolean asks = pending.get().action().kind().asks();
        if (asks && (!isFinal || course.uploads(ref))) {
            course.keep(bounded(draft, now));
        } else {
            end(draft, course, pending.get(), now);
        }
    }

    private static Partial bounded(TurnDraft draft, Partial partial) {
        if (partial.results().length() <= Outcomes.LARGEST_RESULT) {
            return partial;
        }
        draft.tolerate(Outcomes.RESULT_TOO_LARGE);
        return new Partial(partial.ref(), partial.done(), partial.turned(), partial.codes(), "");
    }

    /** The client's package is complete: what is not under way any more has come to its end. */
    static void settleOpen(TurnDraft draft, DmCourse course) {
        for (CommandRef ref : course.openActions()) {
            if (!course.uploads(ref)) {
                Outcomes.awaited(draft, ref).ifPresentOrElse(
                        pending -> end(draft, course, pending, course.partial(ref)), () -> course.forget(ref));
            }
        }
    }

    private static void end(TurnDraft draft, DmCourse course, PendingCommand pending, Partial answer) {
        course.forget(CommandRef.of(answer.ref()).orElseThrow());
        List<DmCode> meanings = answer.codes().stream().map(DmCode::of).toList();
        boolean nothingCame = answer.results().isEmpty();
        if (nothingCame && meanings.contains(DmCode.PENDING)) {
            Outcomes.accepted(draft, pending);
        } else if (nothingCame && !meanings.isEmpty() && meanings.stream().allMatch(code -> code == DmCode.LATER)) {
            Outcomes.postpone(draft, pending);
        } else if (nothingCame && !meanings.isEmpty() && meanings.stream().noneMatch(DmCode::success)) {
            draft.end(pending, Outcome.FAILED, answer.codes().getFirst(), new byte[0]);
        } else {
            Outcomes.done(draft, pending, answer.results().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Alerts that tell the end of an Exec (OMA DM Protocol 1.2, generic alert with Correlator). */
    static void correlated(TurnDraft draft, DmCourse course, List<SyncMlCommand> commands) {
        for (Alert alert : DmSaid.alerts(commands, "1226")) {
            Optional<CommandRef> ref = Optional.ofNullable(alert.correlator()).flatMap(CommandRef::of)
                    .filter(named -> named.kind() == CommandRef.Kind.ACTION && named.part() == null);
            ref.flatMap(named -> Outcomes.awaited(draft, named)).ifPresent(pending -> {
                course.forget(ref.get());
                boolean failed = alert.items().stream().anyMatch(DmActions::isBad);
                String said = alert.items().stream().map(item -> Facts.clean(item.data() == null ? "" : item.data()))
                        .filter(text -> !text.isEmpty()).findFirst().orElse("");
                draft.end(pending, failed ? Outcome.FAILED : Outcome.DONE,
                        said.isEmpty() ? "told by an alert" : "told by an alert: " + Facts.code(said), new byte[0]);
            });
        }
    }

    /** By its mark; clients that leave the mark out tell a code, of which 4xx and 5xx (14xx and 15xx of LAWMO) are failures. */
    private static boolean isBad(Item item) {
        String mark = item.meta().mark();
        String data = item.data() == null ? "" : item.data().strip();
        return "fatal".equalsIgnoreCase(mark) || "critical".equalsIgnoreCase(mark)
                || FAILURE_CODE.matcher(data).matches();
    }

    /** Results as a SyncML document of their own; those of several messages one behind the other, as far as they may be kept. */
    private static String merged(TurnDraft draft, String before, List<Results> more) {
        if (more.isEmpty()) {
            return before;
        }
        List<SyncMlCommand> all = new ArrayList<>(commands(before));
        all.addAll(more);
        SyncHdr header = new SyncHdr("1.2", "DM/1.2", "1", "1", "", "", null, false, null, Meta.NONE);
        byte[] document = SyncMlCodec.encode(new SyncMlMessage(header, all, true));
        if (document.length > Outcomes.LARGEST_RESULT && !before.isEmpty()) {
            draft.tolerate(Outcomes.RESULT_TOO_LARGE);
            return before;
        }
        return new String(document, StandardCharsets.UTF_8);
    }

    private static List<SyncMlCommand> commands(String document) {
        if (document.isEmpty()) {
            return List.of();
        }
        try {
            return SyncMlCodec.decode(document.getBytes(StandardCharsets.UTF_8), DecodeLimits.DEFAULT).commands();
        } catch (MalformedMessage damaged) {
            throw new IllegalStateException("our own document cannot be read", damaged);
        }
    }
}
