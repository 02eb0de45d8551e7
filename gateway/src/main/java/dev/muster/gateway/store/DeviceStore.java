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

    /** Queues an action for the device's current enrolment; at most 100 may be pending. False if full or unknown. */
    boolean queue(TenantId tenant, DeviceId id, PendingCommand command);

    /** Pending commands in the order they were queued. */
    List<PendingCommand> pending(TenantId tenant, DeviceId id);

    /** Finished commands, newest first, at most {@code limit}. */
    List<FinishedCommand> finished(TenantId tenant, DeviceId id, int limit);

    /** Moves a userless device under another authority (R8). False if it has a user or does not exist. */
    boolean place(TenantId tenant, DeviceId id, ManagementAuthority authority);

    /** The device's push address; empty if it has none or its token is dead. */
    Optional<PushAddress> pushAddress(TenantId tenant, DeviceId id);

    /**
     * Marks a push token dead, but only if it is still the current one and was received before {@code since} (PROTOCOLS.md).
     * A later check-in or TokenUpdate arms it again.
     */
    boolean tokenGone(TenantId tenant, DeviceId id, PushAddress address, Instant since);

    /**
     * One page of a wave (idea 7): enrolled devices whose epoch is below {@code epoch} and which have a live push address, in
     * order of ids. One indexed query.
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
