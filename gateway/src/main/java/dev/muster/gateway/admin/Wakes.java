package dev.muster.gateway.admin;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.TenantId;

/** Tells devices that something changed (R9). Returns at once; the wake-ups go out in the background, at a bounded rate. */
public interface Wakes {
    /** Every device of the tenant that has not converged to its newest epoch. */
    void tenant(TenantId tenant);

    /** The push certificates of a tenant are others now: the next push uses them. */
    void certificatesChanged(TenantId tenant);

    /** One device. */
    void device(TenantId tenant, DeviceId device);

    /** A user of a device, through the user's own push address. */
    void user(TenantId tenant, DeviceId device, String user);
}
