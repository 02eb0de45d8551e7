package dev.muster.gateway.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.FinishedCommand;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.TenantId;

/** Devices as administrators and wake-ups see them. */
public interface DeviceStore {
    /** The device of this id. */
    Optional<Device.Seen> device(TenantId tenant, DeviceId id);

    /** Devices after this id in order of ids, at most {@code limit}. */
    List<Device.Seen> page(TenantId tenant, Optional<DeviceId> after, int limit);

    /**
     * Queues an action for the device's current enrolment; at most 100 may be pending. False if full or unknown, or if the
     * command names another enrolment (R25).
     */
    boolean queue(TenantId tenant, DeviceId id, PendingCommand command);

    /** Pending commands in the order they were queued. */
    List<PendingCommand> pending(TenantId tenant, DeviceId id);

    /** Finished commands, newest first, at most {@code limit}. */
    List<FinishedCommand> finished(TenantId tenant, DeviceId id, int limit);

    /**
     * Moves a userless device under another authority (R8): it becomes due, and a turn of it under way conflicts. False if it
     * has a user or does not exist.
     */
    boolean place(TenantId tenant, DeviceId id, ManagementAuthority authority);

    /** The device's push address; empty if it has none, its token is dead, or it is not ENROLLED. */
    Optional<PushAddress> pushAddress(TenantId tenant, DeviceId id);

    /**
     * Marks a push token dead, but only if it is still the current one and was received before {@code since} (PROTOCOLS.md).
     * A later check-in or TokenUpdate arms it again.
     */
    boolean tokenGone(TenantId tenant, DeviceId id, PushAddress address, Instant since);

    /**
     * One page of a wave (idea 7): enrolled devices that should hear of a change up to {@code epoch}, in order of ids: those
     * below the newest change that concerns all of the tenant's devices, and those that a change of their user or their place
     * concerns. The cost is that of the page, whatever the size of the tenant.
     */
    List<Due> due(TenantId tenant, long epoch, Span span, int limit);

    /** Devices whose token a push service called dead and that have not been seen since, after this id, at most {@code limit}. */
    List<DeadToken> deadTokens(TenantId tenant, Optional<DeviceId> after, int limit);

    /** A device that cannot be woken until it comes by itself. */
    record DeadToken(DeviceId device, Platform platform, Instant deadAt) {}

    /**
     * A range of device ids, compared as unsigned bytes.
     *
     * @param after ids behind this one; all-zero for all
     * @param upTo up to and including this one
     */
    record Span(UUID after, UUID upTo) {
        /** Every id. */
        public static final Span ALL = new Span(new UUID(0, 0), new UUID(-1, -1));
    }

    /**
     * A device that should hear of a change.
     *
     * @param device its row
     * @param user its user's entitlement; empty for a userless device
     * @param reach where to wake it
     */
    record Due(Device device, Optional<Entitlement> user, Reach reach) {}

    /** Whether and where a device can be woken. */
    sealed interface Reach {
        /** Here. */
        record At(PushAddress address) implements Reach {}

        /** It never said, or what it said cannot be read any more. */
        record Nowhere() implements Reach {}

        /** Its token is dead, and it has not been seen since. */
        record Dead() implements Reach {}
    }
}
