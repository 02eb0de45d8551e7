package dev.muster.gateway.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.TenantId;

/** The ring (idea 8): where each tenant's sweep has come to. Times are the database's. */
public interface RingStore {
    /**
     * The right to move a tenant's sweep for a while.
     *
     * @param sweep as it was when the lease was taken
     * @param takenAt when, by the database's clock
     */
    record Lease(TenantId tenant, Sweep sweep, long fence, Instant takenAt) {}

    /**
     * A sweep: two hands that go round over all device ids, half a turn apart.
     *
     * @param sweptAt the moment up to which the hands have moved
     * @param first id the first hand has passed
     * @param second id the second hand has passed
     * @param met devices the first hand has met since it last began its turn
     * @param expected devices it met in the turn before
     */
    record Sweep(Instant sweptAt, UUID first, UUID second, long met, long expected) {}

    /** A device a hand meets. */
    record Met(Device device, Optional<Entitlement> user, DeviceStore.Reach reach, Optional<Instant> lastSeen) {}

    /** Whether the tenant has a sweep. */
    boolean isSeated(TenantId tenant);

    /** Makes sure that a tenant has a sweep; it begins where the hands belong now. */
    void seat(TenantId tenant, UUID first, UUID second, long met, long expected);

    /** Tenants whose next step is due and that nobody holds, the one that waits longest first. */
    List<TenantId> due(int limit);

    /** Takes a lease; empty if somebody else was faster. */
    Optional<Lease> take(TenantId tenant, String node, Duration duration);

    /** Notes how far the hands are and gives the lease back; false, changing nothing, if it is lost. */
    boolean advance(Lease lease, Sweep sweep, Duration pause);

    /** Enrolled devices of a span in the order of ids, due for a change or not. */
    List<Met> page(TenantId tenant, DeviceStore.Span span, int limit);

    /** Enrolled devices of a tenant, counted in pieces. */
    long count(TenantId tenant);
}
