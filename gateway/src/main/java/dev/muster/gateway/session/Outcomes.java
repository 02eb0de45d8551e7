package dev.muster.gateway.session;

import java.util.Optional;

import dev.muster.gateway.model.CommandId;
import dev.muster.gateway.model.FinishedCommand.Outcome;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.settings.Ledger;
import dev.muster.gateway.settings.StepId;

/**
 * Serves both turns: what became of a step or an action, once its protocol has said so. What nobody waits for is tolerated
 * and counted: a late answer never closes a later attempt.
 */
final class Outcomes {
    /** An answer to something that is no command of ours. */
    static final String UNKNOWN_REFERENCE = "unknown-reference";
    /** An answer to something nobody waits for any more. */
    static final String LATE_RESULT = "late-result";
    /** A result beyond {@link #LARGEST_RESULT}. */
    static final String RESULT_TOO_LARGE = "result-too-large";

    /** Most bytes of a result that are kept. */
    static final int LARGEST_RESULT = 256 * 1024;

    private Outcomes() {}

    /** A step was done; {@code ref} is of an install or a removal. */
    static void acknowledged(TurnDraft draft, CommandRef ref) {
        StepId step = new StepId(ref.id());
        settle(draft, ref.kind() == CommandRef.Kind.REMOVE
                ? draft.ledger().removed(step, ref.attempt())
                : draft.ledger().acknowledged(step, ref.attempt(), draft.state().now()));
    }

    /** A step was refused; {@code ref} is of an install or a removal. The ledger decides whether it is tried again, unless {@code forGood}. */
    static void refused(TurnDraft draft, CommandRef ref, String detail, boolean forGood) {
        StepId step = new StepId(ref.id());
        settle(draft, ref.kind() == CommandRef.Kind.REMOVE
                ? draft.ledger().removalRefused(step, ref.attempt(), detail, draft.state().now())
                : draft.ledger().refused(step, ref.attempt(), detail, forGood, draft.state().now()));
    }

    private static void settle(TurnDraft draft, Ledger next) {
        if (next.entries().equals(draft.ledger().entries())) {
            draft.tolerate(LATE_RESULT);
        }
        draft.ledger(next);
    }

    /** The pending command that waits for this very attempt; empty if none does. */
    static Optional<PendingCommand> awaited(TurnDraft draft, CommandRef ref) {
        CommandId id = CommandId.of(ref.id());
        for (PendingCommand command : draft.commands()) {
            if (command.id().equals(id) && command.attempt() == ref.attempt()) {
                return Optional.of(command);
            }
        }
        draft.tolerate(LATE_RESULT);
        return Optional.empty();
    }

    /** An action was done. */
    static void done(TurnDraft draft, PendingCommand command, byte[] result) {
        if (result.length > LARGEST_RESULT) {
            draft.tolerate(RESULT_TOO_LARGE);
            draft.end(command, Outcome.DONE, "result of " + result.length + " bytes not kept", new byte[0]);
        } else {
            draft.end(command, Outcome.DONE, "", result);
        }
    }

    /** The device took an action and is still at it; an alert may tell how it ended. */
    static void accepted(TurnDraft draft, PendingCommand command) {
        draft.change(new PendingCommand(command.id(), command.enrolment(), command.authority(), command.action(),
                command.queuedAt(), PendingCommand.State.ACCEPTED, command.attempt()));
    }

    /** An action was certainly not carried out: it is due again when the next session opens, a once-only one too. */
    static void postpone(TurnDraft draft, PendingCommand command) {
        draft.change(new PendingCommand(command.id(), command.enrolment(), command.authority(), command.action(),
                command.queuedAt(), PendingCommand.State.NOT_NOW, command.attempt()));
    }
}
