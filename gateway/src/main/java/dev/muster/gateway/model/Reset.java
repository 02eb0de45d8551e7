package dev.muster.gateway.model;

import java.time.Instant;
import java.util.Map;

/**
 * A reset of a tenant's authority by checklist (R20).
 *
 * @param from the authority it leaves
 * @param to the authority it leads to
 * @param requestedAt when it was asked for
 * @param changedAt when it came to its state
 * @param facts points an administrator recorded as settled, and when
 */
public record Reset(TenantAuthority from, TenantAuthority to, State state, Instant requestedAt, Instant changedAt,
        Map<String, Instant> facts) {
    public Reset {
        facts = Map.copyOf(facts);
    }

    /**
     * Where a reset stands. Nobody times out; an administrator takes every step.
     *
     * <pre>
     * REQUESTED --verify--> VERIFIED --begin--> RESETTING --complete--> DONE
     *     '------cancel--------'
     * </pre>
     *
     * Verify and begin need a checklist without open points. While RESETTING every configuration write is refused.
     */
    public enum State {
        REQUESTED, VERIFIED, RESETTING, DONE
    }

    /** Whether it is under way: another cannot be requested. */
    public boolean isOpen() {
        return state != State.DONE;
    }
}
