package dev.muster.gateway.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.TenantOptions;

/** Tenants. Each call is a transaction of its own. */
public interface TenantStore {
    /** Creates a tenant; false if one of this id exists. */
    boolean create(TenantId id, String displayName, TenantAuthority authority, TenantOptions options, Instant now);

    /** The tenant of this id. */
    Optional<Tenant> tenant(TenantId id);

    /** Tenants after this id in order of ids, at most {@code limit}. */
    List<Tenant> page(Optional<TenantId> after, int limit);

    /** Replaces the options. False if there is no such tenant. */
    boolean setOptions(TenantId id, TenantOptions options);

    /** What becomes of locks and wipes that wait when their device is served by another authority (R25). */
    enum Waiting {
        /** They are delivered by it, where it offers them. */
        GOES_ALONG,
        /** They are cancelled as other actions are. */
        STAYS_BEHIND
    }

    /**
     * Changes the authority and raises the epoch, but only if it is still {@code expected}: of two administrators one wins.
     *
     * @return the tenant as it is afterwards if this call changed it; empty if somebody else was first or it does not exist
     */
    Optional<Tenant> changeAuthority(TenantId id, TenantAuthority expected, TenantAuthority next, Waiting waiting,
            Instant now);

    /** As above; what waits goes along. */
    default Optional<Tenant> changeAuthority(TenantId id, TenantAuthority expected, TenantAuthority next, Instant now) {
        return changeAuthority(id, expected, next, Waiting.GOES_ALONG, now);
    }
}
