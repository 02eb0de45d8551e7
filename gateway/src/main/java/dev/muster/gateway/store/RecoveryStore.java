package dev.muster.gateway.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.CommandId;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;

/**
 * What a store that was restored from a backup owes its devices: nothing destructive goes out by itself (R25), nobody is sent
 * away (R14), and what a device holds is asked for before anything is removed.
 */
public interface RecoveryStore {
    /**
     * The newest restore.
     *
     * @param at when the store was restored
     * @param newestCertificate when the newest certificate was issued of which the store has a record
     */
    record Restored(Instant at, Instant newestCertificate) {}

    /** A device with a valid certificate and without a record. */
    record UnknownDevice(DeviceId device, boolean apple, Instant firstSeen, Instant lastSeen) {}

    /** An action on hold. */
    record HeldAction(DeviceId device, CommandId id, String kind, Instant queuedAt) {}

    /** Where a page of held actions begins: behind this one. */
    record HeldAfter(DeviceId device, CommandId id) {}

    /** How many rows a restore changed. */
    record Marked(long devices, long heldActions, long tokens) {}

    /** The newest restore; empty if the store never was restored. */
    Optional<Restored> restored();

    /**
     * Tells a store that was just restored that it was: once-only actions that wait are put on hold (R25), each enrolled device
     * is asked for its inventory first, sessions under way are forgotten, and enrolment tokens that wait end, since they may
     * have been used in the lost time. In steps that may be repeated; no gateway may run meanwhile.
     */
    Marked markRestored(Instant now);

    /**
     * Takes in a caller whose certificate is valid and has no record, or one of an enrolment that had not begun: if the store
     * was restored, the certificate was issued in the lost time, and the device has a row of that kind, the row is bound to it;
     * all its waiting actions are put on hold, for nobody knows whether it enrolled again. Otherwise the device is noted as
     * unknown, at most once an hour, 10,000 in a tenant.
     *
     * @param apple whether it speaks Apple's protocol
     * @return whether the caller has a record now
     */
    boolean readmit(Caller caller, boolean apple, Instant now);

    /** Unknown devices after this id, at most {@code limit}. */
    List<UnknownDevice> unknown(TenantId tenant, Optional<DeviceId> after, int limit);

    /**
     * Takes in an unknown device for good. False if it is not noted as unknown, or speaks the other protocol.
     *
     * @param user whose device it is; empty for a userless device
     * @param placedUnder authority of a userless device (R8)
     */
    boolean adopt(TenantId tenant, DeviceId device, Platform platform, Optional<UserId> user,
            Optional<ManagementAuthority> placedUnder, Instant now);

    /** Actions on hold in order of devices and ids, at most {@code limit}. */
    List<HeldAction> held(TenantId tenant, Optional<HeldAfter> after, int limit);

    /** Queues an action on hold again. False if there is none of this id on hold. */
    boolean release(TenantId tenant, DeviceId device, CommandId action);

    /** Ends an action on hold without sending it. False if there is none of this id on hold. */
    boolean cancel(TenantId tenant, DeviceId device, CommandId action, Instant now);
}
