package dev.muster.gateway.session;

import java.util.Optional;

import dev.muster.gateway.authority.AuthorityDecision;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.Tenant;

/** Picks the handler of a check-in from the data of this moment (R7). Implemented by {@code routing}. */
public interface HandlerSelection {
    /** Who serves this device now. */
    Selection select(Tenant tenant, Device device, Optional<Entitlement> entitlement);

    /**
     * The outcome.
     *
     * @param decision the decision with its rule
     * @param handler the handler of the serving authority; empty if nobody serves or the device is stranded
     */
    record Selection(AuthorityDecision decision, Optional<AuthorityHandler> handler) {}
}
