package dev.muster.gateway.admin;

import java.util.List;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.TenantId;

/** Tells devices that something changed (R9). Returns at once; the wake-ups go out in the background, at a bounded rate. */
public interface Wakes {
    /**
     * Every device of the tenant that has not converged to its newest epoch: a wave.
     *
     * @param reason what changed, a word
     */
    void tenant(TenantId tenant, String reason);

    /** The push certificates of a tenant are others now: the next push uses them. */
    void certificatesChanged(TenantId tenant);

    /** One device; false if too many wait already. */
    boolean device(TenantId tenant, DeviceId device);

    /** A user of a device, through the user's own push address. */
    void user(TenantId tenant, DeviceId device, String user);

    /** The devices of a user whose licences changed: at once, unless many users follow one another; then a wave. */
    void devices(TenantId tenant, List<DeviceId> devices);
}
