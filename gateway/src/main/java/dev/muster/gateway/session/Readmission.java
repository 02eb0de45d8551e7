package dev.muster.gateway.session;

import java.time.Clock;

import dev.muster.gateway.model.CheckIn;
import dev.muster.gateway.model.Refusal.Category;
import dev.muster.gateway.model.Reply;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.RecoveryStore;
import dev.muster.gateway.store.StoreUnavailable;

/**
 * Stands before the engine for devices whose records a restore lost (R14): a caller that the engine does not know, or knows
 * only from before its enrolment, is taken in again where signature and SAN of its certificate allow it, and then handled once
 * more. Everybody else passes untouched.
 */
public final class Readmission implements CheckInHandler {
    private final CheckInHandler next;
    private final RecoveryStore recovery;
    private final Clock clock;
    private final GatewayEvents events;

    public Readmission(CheckInHandler next, RecoveryStore recovery, Clock clock, GatewayEvents events) {
        this.next = next;
        this.recovery = recovery;
        this.clock = clock;
        this.events = events;
    }

    @Override
    public Reply handle(CheckIn checkIn) {
        Reply reply = next.handle(checkIn);
        return reply instanceof Reply.Refused refused && mayBeOfLostTime(refused.refusal().category())
                && readmitted(checkIn) ? next.handle(checkIn) : reply;
    }

    private static boolean mayBeOfLostTime(Category category) {
        return category == Category.UNKNOWN_DEVICE || category == Category.NOT_ENROLLED;
    }

    private boolean readmitted(CheckIn checkIn) {
        boolean apple = switch (checkIn) {
            case CheckIn.AppleCheckIn _,CheckIn.ProfileFetch _ -> true;
            case CheckIn.OmaDmCheckIn _ -> false;
        };
        try {
            boolean done = recovery.readmit(checkIn.caller(), apple, clock.instant());
            if (done) {
                events.tolerated("device-readmitted");
            }
            return done;
        } catch (StoreUnavailable unavailable) {
            // The refusal stands: the device comes again.
            return false;
        }
    }
}
