package dev.muster.gateway.session;

import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.DmMemory.Sending;
import dev.muster.gateway.model.DmNode;
import dev.muster.gateway.model.FinishedCommand.Outcome;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.SettingPayload.AppleProfile;
import dev.muster.gateway.model.SettingPayload.DmNodes;
import dev.muster.gateway.session.AuthorityHandler.Plan;
import dev.muster.gateway.settings.ConvergenceStep;
import dev.muster.gateway.settings.ConvergenceStep.Install;
import dev.muster.gateway.settings.ConvergenceStep.Remove;
import dev.muster.gateway.settings.StepId;
import dev.muster.protocol.syncml.SyncMlCommand;

/**
 * Serves {@link OmaDmTurn}: puts as much of the plan into the answer as the client takes. A step that fits a message goes
 * whole or waits for the next one; a larger one is spread over messages, and data larger than a message goes in chunks. What
 * not even that can carry is refused for good.
 */
final class DmSending {
    private static final String WORDLESS = "this platform has no words for it";
    private static final String TOO_LARGE = "does not fit a message to this device";
    private static final String OBJECT_TOO_LARGE = "larger than the device takes";
    private static final String ABANDONED = "dm.object-abandoned";
    private static final String ATOMIC_TOO_LARGE = "dm.atomic-too-large";

    /** How the message ends. */
    enum Ending {
        /** Our package is complete. */
        FINAL,
        /** The device has a part of an object: the next message brings more of it. */
        MORE_OF_OBJECT,
        /** Nothing is said although something waits for room: the client is asked for another message. */
        ASKS
    }

    /** What became of one thing to send. */
    private enum Fit {
        /** It is in the message. */
        SENT,
        /** It waits for the next message. */
        WAITS,
        /** It will never go. */
        NEVER
    }

    private final TurnDraft draft;
    private final DmCourse course;
    private final DmMessage reply;
    private final DmPieces pieces;
    private final long maxObjSize;

    private DmSending(TurnDraft draft, DmCourse course, DmMessage reply, long maxObjSize) {
        this.draft = draft;
        this.course = course;
        this.reply = reply;
        this.pieces = new DmPieces(reply);
        this.maxObjSize = maxObjSize;
    }

    /** Fills the answer. */
    static Ending send(TurnDraft draft, DmCourse course, DmMessage reply, long maxObjSize, boolean opens) {
        return new DmSending(draft, course, reply, maxObjSize).send(opens);
    }

    private Ending send(boolean opens) {
        boolean room = drain();
        if (room && !course.stopped()) {
            Optional<Plan> plan = NextSteps.plan(draft, opens);
            room = plan.isEmpty() || sendPlan(plan.get());
            if (plan.isPresent() && room && draft.awaitsInventory()) {
                return inventory(opens);
            }
        }
        if (course.midObject()) {
            return Ending.MORE_OF_OBJECT;
        }
        return room || reply.saysSomething() ? Ending.FINAL : Ending.ASKS;
    }

    /** After a restore the device is asked first; one of which there is nothing to ask gets its settings at once. */
    private Ending inventory(boolean opens) {
        DmInventory.ask(draft, course, reply);
        return draft.awaitsInventory() ? Ending.FINAL : send(opens);
    }

    /** Goes on with the steps that were begun; false when there is no more room. */
    private boolean drain() {
        for (Optional<Sending> next = course.nextSending(); next.isPresent(); next = course.nextSending()) {
            Sending sending = next.get();
            CommandRef ref = CommandRef.of(sending.ref()).orElseThrow();
            Optional<DmNodes> nodes = DmSteps.nodes(draft, ref);
            if (isObsolete(sending, ref, nodes)) {
                // Another version, or another authority: what has come of it the device throws away by itself.
                draft.tolerate(ABANDONED);
                course.forget(ref);
                continue;
            }
            Optional<Sending> rest = pieces.put(sending, nodes);
            course.advance(rest.orElse(null));
            if (rest.isPresent()) {
                return false;
            }
        }
        return true;
    }

    private boolean isObsolete(Sending sending, CommandRef ref, Optional<DmNodes> nodes) {
        if (!DmSteps.isAwaited(draft, ref)) {
            return true;
        }
        return ref.kind() == CommandRef.Kind.REMOVE
                ? sending.pieces().stream().anyMatch(piece -> DmSteps.isWanted(draft, piece.locUri()))
                : nodes.isEmpty() || nodes.get().nodes().size() != sending.count();
    }

    /** Returns whether all of it found room. */
    private boolean sendPlan(Plan plan) {
        for (PendingCommand command : plan.actions()) {
            if (action(command) == Fit.WAITS) {
                return false;
            }
        }
        for (ConvergenceStep step : plan.steps()) {
            Fit fit = switch (step) {
                case Install install -> install(install);
                case Remove remove -> remove(remove);
            };
            if (fit == Fit.WAITS) {
                return false;
            }
        }
        return true;
    }

    private Fit action(PendingCommand command) {
        PendingCommand sent = new PendingCommand(command.id(), command.enrolment(), command.authority(),
                command.action(), command.queuedAt(), PendingCommand.State.SENT, command.attempt() + 1);
        CommandRef ref = CommandRef.action(sent.id(), sent.attempt());
        List<SyncMlCommand> commands = DmCommands
                .of(sent.action(), ref, draft.state().read().device().platform()).stream().toList();
        if (commands.isEmpty()) {
            draft.end(command, Outcome.FAILED, WORDLESS, new byte[0]);
            return Fit.NEVER;
        }
        if (reply.commands(commands)) {
            draft.change(sent);
            return Fit.SENT;
        }
        if (reply.couldFit(commands)) {
            return Fit.WAITS;
        }
        draft.end(command, Outcome.FAILED, TOO_LARGE, new byte[0]);
        return Fit.NEVER;
    }

    private Fit install(Install step) {
        Setting setting = step.setting();
        CommandRef ref = CommandRef.install(StepId.of(step).value(), step.attempt());
        return switch (setting.payload()) {
            case DmNodes nodes -> install(step, ref, nodes);
            // A wrong definition of one setting shall not keep the others from the device.
            case AppleProfile _ -> never(step, ref, TOO_LARGE);
        };
    }

    private Fit install(Install step, CommandRef ref, DmNodes nodes) {
        if (!DmSteps.isReachable(draft, course, nodes.nodes().stream().map(DmNode::locUri).toList())) {
            return Fit.SENT;
        }
        if (nodes.nodes().size() > CommandRef.Part.MOST) {
            return never(step, ref, TOO_LARGE);
        }
        if (maxObjSize > 0 && nodes.nodes().stream().anyMatch(node -> DmPieces.bytes(node.data()) > maxObjSize)) {
            return never(step, ref, OBJECT_TOO_LARGE);
        }
        Sending sending = DmSteps.install(draft, ref, nodes);
        List<SyncMlCommand> whole = pieces.whole(sending, Optional.of(nodes));
        Fit fit = reply.commands(whole) ? Fit.SENT : reply.couldFit(whole) ? Fit.WAITS : Fit.NEVER;
        if (fit == Fit.NEVER && !pieces.canGoInPieces(sending, nodes)) {
            return never(step, ref, TOO_LARGE);
        }
        if (fit != Fit.WAITS) {
            draft.ledger(draft.ledger().sent(step.setting(), step.attempt(), draft.state().now()));
        }
        if (fit == Fit.NEVER) {
            if (sending.together()) {
                draft.tolerate(ATOMIC_TOO_LARGE);
            }
            course.enqueue(new Sending(sending.ref(), sending.count(), false, sending.pieces(), 0));
            return drain() ? Fit.SENT : Fit.WAITS;
        }
        return fit;
    }

    private Fit never(Install step, CommandRef ref, String why) {
        draft.ledger(draft.ledger().sent(step.setting(), step.attempt(), draft.state().now()));
        Outcomes.refused(draft, ref, why, true);
        return Fit.NEVER;
    }

    private Fit remove(Remove step) {
        if (step.nodes().isEmpty() || !DmSteps.isReachable(draft, course, step.nodes())) {
            return Fit.SENT;
        }
        CommandRef ref = CommandRef.remove(StepId.of(step).value(), step.attempt());
        if (step.nodes().size() > CommandRef.Part.MOST) {
            draft.ledger(draft.ledger().removalSent(step, draft.state().now()));
            Outcomes.refused(draft, ref, TOO_LARGE, true);
            return Fit.NEVER;
        }
        Sending sending = DmSteps.remove(ref, step.nodes());
        List<SyncMlCommand> whole = pieces.whole(sending, Optional.empty());
        Fit fit = reply.commands(whole) ? Fit.SENT : reply.couldFit(whole) ? Fit.WAITS : Fit.NEVER;
        if (fit == Fit.WAITS) {
            return fit;
        }
        draft.ledger(draft.ledger().removalSent(step, draft.state().now()));
        if (fit == Fit.SENT) {
            return fit;
        }
        if (whole.stream().anyMatch(command -> !reply.couldFit(List.of(command)))) {
            Outcomes.refused(draft, ref, TOO_LARGE, true);
            return Fit.NEVER;
        }
        course.enqueue(sending);
        return drain() ? Fit.SENT : Fit.WAITS;
    }
}
