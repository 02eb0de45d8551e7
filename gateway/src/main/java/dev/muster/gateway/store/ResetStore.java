package dev.muster.gateway.store;

import java.time.Instant;
import java.util.Optional;

import dev.muster.gateway.model.Reset;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantId;

/** Resets of authorities (R20), the newest of each tenant. Each call is a transaction of its own. */
public interface ResetStore {
    /** The tenant's newest reset. */
    Optional<Reset> newest(TenantId tenant);

    /** Notes that a reset is wanted; false if one is under way or there is no such tenant. */
    boolean request(TenantId tenant, TenantAuthority from, TenantAuthority to, Instant now);

    /** Notes that a point is settled; false unless a reset is requested or verified. */
    boolean record(TenantId tenant, String point, Instant now);

    /** Moves on, only from the state expected: of two administrators one wins. */
    boolean move(TenantId tenant, Reset.State expected, Reset.State next, Instant now);

    /** Forgets a reset that has not begun; false if there is none. */
    boolean cancel(TenantId tenant);

    /** Ends a reset that is under way and changes the tenant's authority with it; empty if it is not, or the authority differs. */
    Optional<Tenant> complete(TenantId tenant, Reset reset, Instant now);
}
