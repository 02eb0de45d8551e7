package dev.muster.gateway.authority;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import dev.muster.gateway.authority.AuthorityDecision.Rule;
import dev.muster.gateway.authority.AuthorityDecision.Serving;
import dev.muster.gateway.authority.AuthorityDecision.Stranded;
import dev.muster.gateway.authority.AuthorityDecision.Unserved;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.TenantAuthority;

/**
 * Serves every check-in: which authority manages a device at this moment (R4 to R8b). A pure function of what the check-in
 * has just read (R7), so nothing has to be told when a licence changes. It creates no objects: each answer is a constant.
 *
 * <p>R8b lets a user who left the Configuration Manager collection be managed for 24 hours more; {@link Entitlement} carries
 * the moment of leaving. Who asks without a moment gets the answer for the time when those hours are over.
 */
public final class EffectiveAuthority {
    /** How long a user who left the collection goes on being managed (R8b). */
    public static final Duration AFTER_LEAVING = Duration.ofHours(24);

    private static final AuthorityDecision NOBODY = new Unserved(Rule.R4);
    private static final AuthorityDecision INTUNE_ALONE = new Serving(ManagementAuthority.INTUNE, Rule.R5);
    private static final AuthorityDecision OFFICE365_ALONE = new Serving(ManagementAuthority.OFFICE365, Rule.R5);
    private static final AuthorityDecision CONFIGURATION_MANAGER_ALONE = new Serving(
            ManagementAuthority.CONFIGURATION_MANAGER, Rule.R5);
    private static final AuthorityDecision INTUNE_BY_LICENCE = new Serving(ManagementAuthority.INTUNE,
            Rule.R6_INTUNE_LICENCE);
    private static final AuthorityDecision INTUNE_BY_CO_MANAGEMENT = new Serving(ManagementAuthority.INTUNE,
            Rule.R6_CO_MANAGED);
    private static final AuthorityDecision OFFICE365_OTHERWISE = new Serving(ManagementAuthority.OFFICE365,
            Rule.R6_OTHERWISE);
    private static final AuthorityDecision INTUNE_PLACED = new Serving(ManagementAuthority.INTUNE, Rule.R8);
    private static final AuthorityDecision OFFICE365_PLACED = new Serving(ManagementAuthority.OFFICE365, Rule.R8);
    private static final AuthorityDecision CONFIGURATION_MANAGER_PLACED = new Serving(
            ManagementAuthority.CONFIGURATION_MANAGER, Rule.R8);
    private static final AuthorityDecision INTUNE_STRANDED = new Stranded(ManagementAuthority.INTUNE, Rule.R8);
    private static final AuthorityDecision OFFICE365_STRANDED = new Stranded(ManagementAuthority.OFFICE365, Rule.R8);
    private static final AuthorityDecision CONFIGURATION_MANAGER_STRANDED = new Stranded(
            ManagementAuthority.CONFIGURATION_MANAGER, Rule.R8);
    private static final AuthorityDecision JUST_LEFT_COLLECTION = new Serving(ManagementAuthority.CONFIGURATION_MANAGER,
            Rule.R8B);
    private static final AuthorityDecision OUTSIDE_COLLECTION = new Stranded(ManagementAuthority.CONFIGURATION_MANAGER,
            Rule.R8B);

    private EffectiveAuthority() {}

    /** Decides for one device whose user, if he left the collection, did so long ago. */
    public static AuthorityDecision decide(TenantAuthority tenant, Optional<Entitlement> user,
            Optional<ManagementAuthority> placedUnder) {
        return decide(tenant, user, placedUnder, Instant.MAX);
    }

    /**
     * Decides for one device.
     *
     * @param tenant what its tenant has now
     * @param user entitlement of its user now; empty for a userless device
     * @param placedUnder authority a userless device belongs to; it goes on deciding when such a device gains a user (R8).
     *        Empty together with {@code user}: what a new userless enrolment would get
     * @param now for the hours after leaving the collection (R8b)
     */
    public static AuthorityDecision decide(TenantAuthority tenant, Optional<Entitlement> user,
            Optional<ManagementAuthority> placedUnder, Instant now) {
        if (tenant == TenantAuthority.UNKNOWN) {
            return NOBODY;
        }
        if (placedUnder.isPresent()) {
            ManagementAuthority placed = placedUnder.get();
            return tenant.serving().contains(placed) ? placed(placed) : stranded(placed);
        }
        if (user.isEmpty()) {
            return userless(tenant);
        }
        return ofUser(tenant, user.get(), now);
    }

    private static AuthorityDecision ofUser(TenantAuthority tenant, Entitlement user, Instant now) {
        return switch (tenant) {
            case UNKNOWN -> NOBODY;
            case INTUNE -> INTUNE_ALONE;
            case OFFICE365 -> OFFICE365_ALONE;
            case COEXISTENCE -> {
                if (user.intune()) {
                    yield INTUNE_BY_LICENCE;
                }
                yield user.coManaged() ? INTUNE_BY_CO_MANAGEMENT : OFFICE365_OTHERWISE;
            }
            case CONFIGURATION_MANAGER -> ofCollection(user, now);
        };
    }

    private static AuthorityDecision ofCollection(Entitlement user, Instant now) {
        if (user.inCollection()) {
            return CONFIGURATION_MANAGER_ALONE;
        }
        // A moment of leaving that lies ahead was written by a clock that runs fast: the hours have just begun.
        boolean recently = user.leftCollection().isPresent()
                && now.minus(AFTER_LEAVING).isBefore(user.leftCollection().get());
        return recently ? JUST_LEFT_COLLECTION : OUTSIDE_COLLECTION;
    }

    private static AuthorityDecision userless(TenantAuthority tenant) {
        return switch (tenant) {
            case UNKNOWN -> NOBODY;
            case INTUNE, COEXISTENCE -> INTUNE_PLACED;
            case OFFICE365 -> OFFICE365_PLACED;
            case CONFIGURATION_MANAGER -> CONFIGURATION_MANAGER_PLACED;
        };
    }

    private static AuthorityDecision placed(ManagementAuthority authority) {
        return switch (authority) {
            case INTUNE -> INTUNE_PLACED;
            case OFFICE365 -> OFFICE365_PLACED;
            case CONFIGURATION_MANAGER -> CONFIGURATION_MANAGER_PLACED;
        };
    }

    private static AuthorityDecision stranded(ManagementAuthority authority) {
        return switch (authority) {
            case INTUNE -> INTUNE_STRANDED;
            case OFFICE365 -> OFFICE365_STRANDED;
            case CONFIGURATION_MANAGER -> CONFIGURATION_MANAGER_STRANDED;
        };
    }
}
