package dev.muster.gateway.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;

/** Hardware that enrols by itself, without a token of its own: known by its serial number beforehand. */
public interface AutomatedDeviceStore {
    /**
     * One of them.
     *
     * @param serial serial number, in upper case
     * @param user its user; empty for a device without one (R8)
     * @param device the row that its certificates name, the same each time the hardware enrols
     */
    record Entry(TenantId tenant, String serial, Platform platform, Optional<UserId> user, DeviceId device,
            Instant addedAt) {}

    /** Adds one, or gives one that is there another platform and user; it keeps the row it had. Returns what is stored. */
    Entry put(Entry entry);

    /** Forgets one: it enrols no more, and an enrolment that stands is not touched. False if there was none. */
    boolean remove(TenantId tenant, String serial);

    /** The one of this serial number. */
    Optional<Entry> find(TenantId tenant, String serial);

    /** A page in order of serial numbers. */
    List<Entry> page(TenantId tenant, String after, int limit);
}
