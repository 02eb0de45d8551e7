package dev.muster.gateway.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.Vendor;

/** Who agreed when that a tenant's data are shared with a vendor (R21). */
public interface ConsentStore {
    /**
     * A consent.
     *
     * @param vendor with whom data may be shared
     * @param givenBy who agreed, in words
     * @param givenAt when
     */
    record Consent(Vendor vendor, String givenBy, Instant givenAt) {}

    /** Records a consent; one that was given before stays as it is. False if the tenant is unknown. */
    boolean give(TenantId tenant, Consent consent);

    /** Takes a consent back: what was enabled by it stays, nothing new is. False if there was none. */
    boolean withdraw(TenantId tenant, Vendor vendor);

    /** The consent for a vendor. */
    Optional<Consent> consent(TenantId tenant, Vendor vendor);

    /** All of a tenant's. */
    List<Consent> all(TenantId tenant);
}
