package dev.muster.gateway.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.DesiredSet;
import dev.muster.gateway.model.FinishedCommand.Outcome;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.session.AuthorityHandler.Ended;
import dev.muster.gateway.session.AuthorityHandler.Plan;
import dev.muster.gateway.session.AuthorityHandler.Situation;
import dev.muster.gateway.settings.Capabilities;
import dev.muster.gateway.settings.Convergence;
import dev.muster.gateway.settings.Ledger;

/**
 * Serves the handlers: what every management service plans alike. Actions by R25, settings by {@link Convergence}, both held
 * against what the authority can do at the moment of delivery (R24). Pure.
 */
public final class ActionPlanning {
    private final ManagementAuthority authority;
    private final Situation situation;
    private final List<PendingCommand> due = new ArrayList<>();
    private final List<Ended> ended = new ArrayList<>();
    private boolean unanswered;

    private ActionPlanning(ManagementAuthority authority, Situation situation) {
        this.authority = authority;
        this.situation = situation;
    }

    /** Plans the next messages of one device on behalf of an authority. */
    public static Plan plan(ManagementAuthority authority, Situation situation) {
        ActionPlanning planning = new ActionPlanning(authority, situation);
        situation.commands().forEach(planning::place);
        Convergence.Next next = Convergence.plan(offered(authority, situation),
                Ledger.of(situation.device().ledger()), situation.resend());
        boolean complete = planning.due.isEmpty() && !planning.unanswered && next.complete();
        return new Plan(planning.due, planning.ended, next.steps(), complete);
    }

    /**
     * Pending commands as a starting session finds them: those that the device put off (NotNow) wait in the queue again, in
     * their places. Without this a protocol with one command per message could offer only the first of them.
     */
    public static List<PendingCommand> offeredAgain(List<PendingCommand> commands) {
        return commands.stream().map(command -> command.state() == PendingCommand.State.NOT_NOW
                ? new PendingCommand(command.id(), command.enrolment(), command.authority(), command.action(),
                        command.queuedAt(), PendingCommand.State.QUEUED, command.attempt(), command.staysBehind())
                : command).toList();
    }

    private void place(PendingCommand command) {
        boolean sent = command.isSent();
        if (command.enrolment() != situation.device().enrolment()) {
            end(command, sent ? Outcome.UNKNOWN : Outcome.CANCELLED, "a new enrolment began");
        } else if (command.authority() != authority) {
            ofAnotherAuthority(command, sent);
        } else if (!sent) {
            queued(command);
        } else if (!situation.resend()) {
            unanswered = true;
        } else if (command.state() == PendingCommand.State.ACCEPTED) {
            end(command, Outcome.DONE, "accepted (202); the device told no end of it");
        } else if (command.action().kind().onceOnly()) {
            end(command, Outcome.UNKNOWN, "sent, but the answer was lost");
        } else {
            due.add(command);
        }
    }

    /**
     * R25: what was not sent is cancelled, but a lock or a wipe only if an administrator chose so; what was sent waits for its
     * result as long as its session lasts.
     */
    private void ofAnotherAuthority(PendingCommand command, boolean sent) {
        if (!sent && command.action().kind().needsChoice() && !command.staysBehind()) {
            queued(new PendingCommand(command.id(), command.enrolment(), authority, command.action(),
                    command.queuedAt(), command.state(), command.attempt()));
        } else if (!sent) {
            end(command, Outcome.CANCELLED, "the authority changed to " + authority.wireName());
        } else if (situation.resend()) {
            end(command, Outcome.UNKNOWN, "sent, but the answer was lost; the authority changed");
        } else {
            unanswered = true;
        }
    }

    private void queued(PendingCommand command) {
        if (command.state() == PendingCommand.State.HELD) {
            // Neither due nor in the way: an administrator decides.
            return;
        }
        Optional<String> objection = Capabilities.known().objection(authority, command.action().kind(),
                situation.device().platform());
        if (objection.isPresent()) {
            end(command, Outcome.CANCELLED, objection.get());
        } else if (command.state() == PendingCommand.State.NOT_NOW && !situation.resend()) {
            unanswered = true;
        } else {
            due.add(command);
        }
    }

    private void end(PendingCommand command, Outcome outcome, String detail) {
        ended.add(new Ended(command, outcome, detail));
    }

    /** Settings of kinds that the authority does not offer here are not delivered (R24). */
    private static DesiredSet offered(ManagementAuthority authority, Situation situation) {
        Platform platform = situation.device().platform();
        List<Setting> settings = situation.desired().settings();
        List<Setting> offered = settings.stream()
                .filter(setting -> Capabilities.known().objection(authority, setting.kind(), platform).isEmpty())
                .toList();
        return offered.size() == settings.size()
                ? situation.desired()
                : new DesiredSet(situation.desired().hash(), offered);
    }
}
