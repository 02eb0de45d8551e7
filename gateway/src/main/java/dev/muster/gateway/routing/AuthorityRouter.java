package dev.muster.gateway.routing;

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

    /**
     * Routes to these handlers.
     *
     * @param handlers one for Intune and one for Office 365 at least. Configuration Manager may be missing: R3 lets only a
     *        tenant with the option {@code hybrid} choose it; until its handler exists such devices are treated as stranded:
     *        answered, settings kept, nothing new
     * @throws IllegalArgumentException at start-up, if an authority that any tenant may have is without a handler or a handler
     *         stands under another authority than its own
     */
    public AuthorityRouter(Map<ManagementAuthority, AuthorityHandler> handlers) {
        for (ManagementAuthority authority : ManagementAuthority.values()) {
            AuthorityHandler handler = handlers.get(authority);
            if (handler == null ? isRequired(authority) : handler.authority() != authority) {
                throw new IllegalArgumentException("there is no handler for " + authority.wireName());
            }
        }
        this.handlers = new EnumMap<>(handlers);
    }

    private static boolean isRequired(ManagementAuthority authority) {
        return switch (authority) {
            case INTUNE, OFFICE365 -> true;
            case CONFIGURATION_MANAGER -> false;
        };
    }

    @Override
    public Selection select(Tenant tenant, Device device, Optional<Entitlement> entitlement) {
        // A device whose user is gone from the directory is one of a user without licences (R6), not a userless one (R8).
        Optional<Entitlement> user = device.user().isPresent()
                ? Optional.of(entitlement.orElse(Entitlement.NONE))
                : Optional.empty();
        AuthorityDecision decision = EffectiveAuthority.decide(tenant.authority(), user, device.placedUnder());
        return switch (decision) {
            case Serving serving -> served(serving);
            case Unserved _,Stranded _ -> new Selection(decision, Optional.empty());
        };
    }

    private Selection served(Serving serving) {
        AuthorityHandler handler = handlers.get(serving.authority());
        return handler == null
                ? new Selection(new Stranded(serving.authority(), serving.rule()), Optional.empty())
                : new Selection(serving, Optional.of(handler));
    }
}
