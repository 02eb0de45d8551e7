package dev.muster.gateway.routing;

import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

import dev.muster.gateway.authority.AuthorityDecision;
import dev.muster.gateway.authority.AuthorityDecision.Serving;
import dev.muster.gateway.authority.AuthorityDecision.Stranded;
import dev.muster.gateway.authority.AuthorityDecision.Unserved;
import dev.muster.gateway.authority.EffectiveAuthority;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.session.AuthorityHandler;
import dev.muster.gateway.session.HandlerSelection;

/**
 * Serves every check-in: asks {@code authority} who serves the device now and hands the check-in to that handler (R7). It
 * knows handlers only by the authority they are for.
 */
public final class AuthorityRouter implements HandlerSelection {
    private final Map<ManagementAuthority, AuthorityHandler> handlers;
    private final Clock clock;

    /**
     * Routes to these handlers.
     *
     * @param handlers one for each authority
     * @param clock says when a user who left the collection is no longer managed (R8b)
     * @throws IllegalArgumentException at start-up, if an authority is without a handler or a handler stands under another
     *         authority than its own
     */
    public AuthorityRouter(Map<ManagementAuthority, AuthorityHandler> handlers, Clock clock) {
        for (ManagementAuthority authority : ManagementAuthority.values()) {
            AuthorityHandler handler = handlers.get(authority);
            if (handler == null || handler.authority() != authority) {
                throw new IllegalArgumentException("there is no handler for " + authority.wireName());
            }
        }
        this.handlers = new EnumMap<>(handlers);
        this.clock = clock;
    }

    @Override
    public Selection select(Tenant tenant, Device device, Optional<Entitlement> entitlement) {
        // A device whose user is gone from the directory is one of a user without licences (R6), not a userless one (R8).
        Optional<Entitlement> user = device.user().isPresent()
                ? Optional.of(entitlement.orElse(Entitlement.NONE))
                : Optional.empty();
        AuthorityDecision decision = EffectiveAuthority.decide(tenant.authority(), user, device.placedUnder(),
                clock.instant());
        return switch (decision) {
            case Serving serving -> new Selection(decision, Optional.ofNullable(handlers.get(serving.authority())));
            case Unserved _,Stranded _ -> new Selection(decision, Optional.empty());
        };
    }
}
