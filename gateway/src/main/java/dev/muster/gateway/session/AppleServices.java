package dev.muster.gateway.session;

import java.util.function.BiConsumer;
import java.util.function.Supplier;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.AppleStore;
import dev.muster.gateway.store.DeclarationStore;

/**
 * What the engine needs for Apple devices alone.
 *
 * @param store what they keep beside their row
 * @param declarations what they are told by declarations
 * @param options what is offered to them
 * @param checkInUrl where they reach the check-in listener, without a path; asked when it is needed, for a port is known only
 *        once it is bound
 * @param wake asks a device to come, in the background; returns at once
 * @param renewals makes what they renew their certificates with
 */
public record AppleServices(AppleStore store, DeclarationStore declarations, AppleOptions options,
        Supplier<String> checkInUrl, BiConsumer<TenantId, DeviceId> wake, AppleRenewals renewals) {
    /** Where nobody renews. */
    public AppleServices(AppleStore store, DeclarationStore declarations, AppleOptions options,
            Supplier<String> checkInUrl, BiConsumer<TenantId, DeviceId> wake) {
        this(store, declarations, options, checkInUrl, wake, AppleRenewals.NONE);
    }
}
