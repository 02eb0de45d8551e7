package dev.muster.gateway.store;

import java.time.Instant;
import java.util.Optional;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.DmAccount;
import dev.muster.gateway.model.TenantId;

/**
 * Accounts for credentials above TLS (OMA-DM). A device's own account comes before its tenant's. Each call is a transaction
 * of its own; secrets are sealed.
 */
public interface DmAccountStore {
    /**
     * Sets the account of a device, or of all devices of a tenant that have none of their own.
     *
     * @param device the device; empty: the tenant
     * @return false if there is no such tenant or device
     */
    boolean put(TenantId tenant, Optional<DeviceId> device, DmAccount account, Instant now);

    /** Takes an account away; false if there is none. */
    boolean remove(TenantId tenant, Optional<DeviceId> device);

    /** The account that was set for a device, or for the tenant. */
    Optional<DmAccount> account(TenantId tenant, Optional<DeviceId> device);
}
