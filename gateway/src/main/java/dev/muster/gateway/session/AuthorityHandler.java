package dev.muster.gateway.session;

import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.DesiredSet;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.settings.ConvergenceStep;

/**
 * One management service: decides what a device needs, in neutral terms (idea 4). Pure and thread-safe; it neither reads the
 * store nor knows a protocol.
 */
public interface AuthorityHandler {
    /** Whose handler this is. */
    ManagementAuthority authority();

    /** What the device should be told next, in the order it is to be done. */
    Plan plan(Situation situation);

    /** Whether this authority can do that on that platform (R24); if not, why, for the administrator. */
    Optional<String> objection(Action.Kind action, Platform platform);

    /** Whether this authority offers settings of that kind on that platform (R24); if not, why, for the administrator. */
    Optional<String> objection(String settingKind, Platform platform);

    /**
     * What a handler decides on.
     *
     * @param device the device with its ledger
     * @param desired this authority's settings for it
     * @param commands pending commands in the order they were queued
     * @param resend whether what was sent before and not answered may be sent again: true when a session starts, false inside
     */
    record Situation(Device device, DesiredSet desired, List<PendingCommand> commands, boolean resend) {}

    /**
     * What to do next.
     *
     * @param actions pending commands to send now, in order; they come before settings
     * @param finished actions that end without being sent (R25: of another enrolment or authority, or once-only and already
     *        sent)
     * @param steps settings to send now, in order
     * @param complete whether nothing is left to do and nothing is unanswered: the device has converged (R11b)
     */
    record Plan(List<PendingCommand> actions, List<Ended> finished, List<ConvergenceStep> steps, boolean complete) {
        public Plan {
            actions = List.copyOf(actions);
            finished = List.copyOf(finished);
            steps = List.copyOf(steps);
        }
    }

    /** An action that ends without being sent. */
    record Ended(PendingCommand command, dev.muster.gateway.model.FinishedCommand.Outcome outcome, String detail) {}
}
