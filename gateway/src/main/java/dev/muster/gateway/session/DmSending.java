package dev.muster.gateway.session;

import java.util.List;
import java.util.Optional;

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
import dev.muster.protocol.syncml.SyncMlCommand.Verb;

/**
 * Serves {@link OmaDmTurn}: puts as much of the plan into the answer as the client takes. A step goes whole or waits for the
 * next message; what would not even fit an empty message is refused for good.
 */
final class DmSending {
    private static final String TOO_LARGE = "does not fit a message to this device";

    private DmSending() {}

    /** What became of one thing to send. */
    private enum Fit {
        /** It is in the message. */
        SENT,
        /** It waits for the next message. */
        WAITS,
        /** It will never go. */
        NEVER
    }

    /**
     * Fills the answer.
     *
     * @param again commands to repeat, by step; before anything else
     * @return whether nothing is said although something waits for room: then the client is asked for another message
     */
    static boolean send(TurnDraft draft, DmMessage reply, List<List<SyncMlCommand>> again, boolean opens) {
        for (List<SyncMlCommand> commands : again) {
            // Left out, the step stays sent and goes again in the next session.
            reply.commands(commands);
        }
        Optional<Plan> plan = NextSteps.plan(draft, opens);
        boolean waiting = plan.isPresent() && sendPlan(draft, reply, plan.get());
        return waiting && !reply.saysSomething();
    }

    private static boolean sendPlan(TurnDraft draft, DmMessage reply, Plan plan) {
        for (PendingCommand command : plan.actions()) {
            if (action(draft, reply, command) == Fit.WAITS) {
                return true;
            }
        }
        for (ConvergenceStep step : plan.steps()) {
            Fit fit = switch (step) {
                case Install install -> install(draft, reply, install);
                case Remove remove -> remove(draft, reply, remove);
            };
            if (fit == Fit.WAITS) {
                return true;
            }
        }
        return false;
    }

    private static Fit action(TurnDraft draft, DmMessage reply, PendingCommand command) {
        PendingCommand sent = new PendingCommand(command.id(), command.enrolment(), command.authority(),
                command.action(), command.queuedAt(), PendingCommand.State.SENT, command.attempt() + 1);
        CommandRef ref = CommandRef.action(sent.id(), sent.attempt());
        Fit fit = fit(reply, List.of(DmCommands.of(sent.action(), ref, draft.state().read().device().platform())));
        switch (fit) {
            case SENT -> draft.change(sent);
            case WAITS -> {
            }
            case NEVER -> draft.end(command, Outcome.FAILED, TOO_LARGE, new byte[0]);
        }
        return fit;
    }

    private static Fit install(TurnDraft draft, DmMessage reply, Install step) {
        Setting setting = step.setting();
        CommandRef ref = CommandRef.install(StepId.of(step).value(), step.attempt());
        return switch (setting.payload()) {
            case DmNodes nodes -> {
                if (nodes.nodes().size() > CommandRef.Part.MOST) {
                    yield never(draft, step, ref);
                }
                List<SyncMlCommand> commands = DmCommands.install(ref, nodes.nodes(),
                        isHeld(draft, setting) ? Verb.REPLACE : Verb.ADD);
                Fit fit = fit(reply, commands);
                if (fit == Fit.SENT) {
                    draft.ledger(draft.ledger().sent(setting, step.attempt(), draft.state().now()));
                }
                yield fit == Fit.NEVER ? never(draft, step, ref) : fit;
            }
            // A wrong definition of one setting shall not keep the others from the device.
            case AppleProfile _ -> never(draft, step, ref);
        };
    }

    private static boolean isHeld(TurnDraft draft, Setting setting) {
        return draft.ledger().entry(setting.name()).filter(entry -> !entry.heldVersion().isEmpty()).isPresent();
    }

    private static Fit never(TurnDraft draft, Install step, CommandRef ref) {
        draft.ledger(draft.ledger().sent(step.setting(), step.attempt(), draft.state().now()));
        Outcomes.refused(draft, ref, TOO_LARGE, true);
        return Fit.NEVER;
    }

    private static Fit remove(TurnDraft draft, DmMessage reply, Remove step) {
        if (step.nodes().isEmpty()) {
            return Fit.SENT;
        }
        CommandRef ref = CommandRef.remove(StepId.of(step).value(), step.attempt());
        Fit fit = fit(reply, DmCommands.remove(ref, step.nodes()));
        if (fit != Fit.WAITS) {
            draft.ledger(draft.ledger().removalSent(step, draft.state().now()));
        }
        if (fit == Fit.NEVER) {
            Outcomes.refused(draft, ref, TOO_LARGE, true);
        }
        return fit;
    }

    private static Fit fit(DmMessage reply, List<SyncMlCommand> commands) {
        if (reply.commands(commands)) {
            return Fit.SENT;
        }
        return reply.couldFit(commands) ? Fit.WAITS : Fit.NEVER;
    }
}
