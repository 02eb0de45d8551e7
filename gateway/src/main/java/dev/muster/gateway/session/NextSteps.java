package dev.muster.gateway.session;

import java.util.List;
import java.util.Optional;

import dev.muster.gateway.authority.AuthorityDecision.Serving;
import dev.muster.gateway.model.DesiredSet;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.session.AuthorityHandler.Ended;
import dev.muster.gateway.session.AuthorityHandler.Plan;
import dev.muster.gateway.session.AuthorityHandler.Situation;
import dev.muster.gateway.settings.ConvergenceStep;
import dev.muster.gateway.settings.ConvergenceStep.Install;
import dev.muster.gateway.settings.ConvergenceStep.Remove;
import dev.muster.gateway.store.CheckInRead;

/**
 * Serves both turns and the engine: what a device is to be told next, whatever its protocol. Ledger entries that need no
 * command are settled on the way, and a complete plan is noted in the device's row (R10).
 */
final class NextSteps {
    private NextSteps() {}

    /**
     * Whether the device has all its authority wants and nothing is queued: then no plan is made at all (idea 6).
     *
     * @param read what the store held
     * @param authority the authority that serves
     */
    static boolean converged(CheckInRead read, ManagementAuthority authority) {
        return read.commands().isEmpty() && converged(read.device(), read, authority);
    }

    private static boolean converged(Device device, CheckInRead read, ManagementAuthority authority) {
        return device.convergedHash().equals(hash(read, authority)) && device.epoch() == read.tenant().epoch()
                && device.managedBy().filter(authority::equals).isPresent();
    }

    /** Hash of what an authority desires for the device. */
    static String hash(CheckInRead read, ManagementAuthority authority) {
        return read.desiredHashes().getOrDefault(authority, DesiredSet.EMPTY_HASH);
    }

    /**
     * The plan of the serving authority's handler; empty if nobody serves the device (R8: it is answered, keeps its settings
     * and gets nothing new) or if it has converged.
     *
     * @param resend whether what was sent before and not answered may be sent again
     */
    static Optional<Plan> plan(TurnDraft draft, boolean resend) {
        TurnState state = draft.state();
        if (!(state.selection().decision() instanceof Serving serving) || state.selection().handler().isEmpty()) {
            return Optional.empty();
        }
        if (draft.commands().isEmpty() && converged(draft.device(), state.read(), serving.authority())) {
            return Optional.empty();
        }
        DesiredSet desired = state.desired()
                .orElseThrow(() -> new IllegalStateException("a device that has not converged needs its desired set"));
        if (resend) {
            draft.reopen(serving.authority());
        }
        AuthorityHandler handler = state.selection().handler().get();
        Plan plan = ask(handler, draft, desired, resend);
        if (draft.awaitsInventory()) {
            return Optional.of(new Plan(plan.actions(), plan.finished(), List.of(), false));
        }
        if (settleWithoutCommand(draft, plan)) {
            plan = ask(handler, draft, desired, resend);
        }
        if (plan.complete() && !draft.awaitsConfiguration()) {
            draft.converged(serving.authority(), desired.hash());
        }
        return Optional.of(plan);
    }

    private static Plan ask(AuthorityHandler handler, TurnDraft draft, DesiredSet desired, boolean resend) {
        Plan plan = handler.plan(new Situation(draft.device(), desired, draft.commands(), resend));
        for (Ended ended : plan.finished()) {
            draft.end(ended.command(), ended.outcome(), ended.detail(), new byte[0]);
        }
        return plan;
    }

    /** Drops what owns nothing any more: a removal without nodes needs no command (R11b). */
    private static boolean settleWithoutCommand(TurnDraft draft, Plan plan) {
        boolean settled = false;
        for (ConvergenceStep step : plan.steps()) {
            switch (step) {
                case Install _ -> {
                }
                case Remove remove -> {
                    if (remove.nodes().isEmpty()) {
                        draft.ledger(draft.ledger().dropped(remove.entry().name()));
                        settled = true;
                    }
                }
            }
        }
        return settled;
    }
}
