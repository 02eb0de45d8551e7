package dev.muster.gateway.store;

import java.time.Instant;
import java.util.Optional;

import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.DesiredSet;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantId;

/**
 * What a check-in asks of the store. Every call may block, so virtual threads call it, never an event loop. Each throws
 * {@link StoreUnavailable} when a queue is full, the database does not answer, or the store is closing; then nothing was
 * changed. (One case stays open: a server lost during the very commit. The device says it again, and the version tells.)
 */
public interface CheckInStore {
    /** What became of a write. */
    enum WriteOutcome {
        /** Durable: the reply may leave. */
        COMMITTED,
        /** The device row had another version; nothing was changed. Read again and decide again. */
        CONFLICT
    }

    /**
     * Everything a turn needs, from one consistent moment. Empty if the tenant, the device or the certificate has no record,
     * or if the certificate's record names another device than the caller's.
     *
     * @param withSession whether to read the OMA-DM session row as well
     * @param now for the expiry of the session row
     */
    Optional<CheckInRead> read(Caller caller, boolean withSession, Instant now);

    /**
     * Commits a write durably, together with other devices' writes, and only then returns. A certificate that was revoked
     * since the read is not activated: that is a CONFLICT too. A committed write counts as a {@link #touch}.
     */
    WriteOutcome write(CheckInWrite write);

    /**
     * The desired set of this hash; empty if it is gone because the settings changed since the hash was read. The caller
     * then reads again. May be answered from memory: a hash is its content.
     */
    Optional<DesiredSet> desiredSet(TenantId tenant, ManagementAuthority authority, Platform platform, String hash);

    /** Another device row of this tenant that is bound to this UDID or DevId and is not REPLACED. */
    Optional<Device> deviceByUdid(TenantId tenant, String udid, DeviceId except);

    /**
     * The first session over a renewed certificate is complete: it becomes ACTIVE, and those it renewed stay good until
     * {@code goodUntil}, but never longer than they are valid (R18). Durable; changes nothing if it was said before.
     */
    void settle(Caller renewed, Instant goodUntil);

    /** Notes that a device was here; written within seconds, bounded, and lost by a crash without harm. */
    void touch(TenantId tenant, DeviceId device, Instant at);
}
