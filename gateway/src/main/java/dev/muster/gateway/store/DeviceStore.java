package dev.muster.gateway.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.FinishedCommand;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PendingCommand;
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
     * One page of a wave (idea 7): enrolled devices that should hear of a change up to {@code epoch} and have a live push
     * address, in order of ids: those below the newest change that concerns all of the tenant's devices, and those that a
     * change of their user or their place concerns. The cost is that of the page, whatever the size of the tenant.
     */
    List<Due> due(TenantId tenant, long epoch, Optional<DeviceId> after, int limit);

    /**
     * A device that should hear of a change.
     *
     * @param device its row
     * @param user its user's entitlement; empty for a userless device
     * @param address where to wake it
     */
    record Due(Device device, Optional<dev.muster.gateway.model.Entitlement> user, PushAddress address) {}
}
