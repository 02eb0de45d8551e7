package dev.muster.gateway.wake;

import java.util.Optional;

import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.Tenant;

/**
 * Says whether a device may be woken now. While the authority that serves an iOS or iPadOS device lacks its push certificate,
 * the device is not woken (R13). The rules of authority stand above this package, so they come in here. Pure and quick; asked
 * once for each device of a pass, on any thread.
 */
@FunctionalInterface
public interface WakeGate {
    /**
     * @param user its user's entitlement; empty for a userless device
     */
    boolean isOpen(Tenant tenant, Device device, Optional<Entitlement> user);
}
