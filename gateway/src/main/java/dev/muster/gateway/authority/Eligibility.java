package dev.muster.gateway.authority;

import java.util.Optional;

import dev.muster.gateway.authority.AuthorityDecision.Serving;
import dev.muster.gateway.authority.AuthorityDecision.Stranded;
import dev.muster.gateway.authority.AuthorityDecision.Unserved;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.settings.Capabilities;

/**
 * Serves enrolment: may a device of this user enrol now (R26, R4)? Only enrolment asks; a user who loses the plan later keeps
 * the devices that are enrolled.
 */
public final class Eligibility {
    private Eligibility() {}

    /** Whether a device may enrol. */
    public sealed interface Outcome {
        /** It may; {@code authority} will serve it. */
        record Eligible(ManagementAuthority authority) implements Outcome {}

        /**
         * It may not.
         *
         * @param rule the rule that refuses
         * @param reason what is missing, a sentence that may be shown to the user
         * @param remedy what an administrator can do, a sentence
         */
        record Refused(Rule rule, String reason, String remedy) implements Outcome {}
    }

    /** Rules that can refuse. */
    public enum Rule {
        R4, R26
    }

    /**
     * Judges one enrolment.
     *
     * @param tenant what the tenant has now
     * @param user entitlement of the user now; empty for a userless enrolment, which needs no plan (R8)
     * @param platform what would enrol
     */
    public static Outcome judge(TenantAuthority tenant, Optional<Entitlement> user, Platform platform) {
        return switch (EffectiveAuthority.decide(tenant, user, Optional.empty())) {
            case Unserved _ -> new Outcome.Refused(Rule.R4, "The organisation has not chosen who manages its devices.",
                    "Set the tenant's authority.");
            case Stranded(ManagementAuthority authority, _) -> withoutPlan(authority);
            case Serving(ManagementAuthority authority, _) -> {
                if (user.isPresent() && !hasPlan(user.get(), authority)) {
                    yield withoutPlan(authority);
                }
                Outcome eligible = new Outcome.Eligible(authority);
                yield Capabilities.known().objection(authority, platform)
                        .<Outcome>map(objection -> new Outcome.Refused(Rule.R26, objection, "Enrol another device."))
                        .orElse(eligible);
            }
        };
    }

    /** Co-management alone is no plan: it decides who serves (R6), not who may enrol. */
    static boolean hasPlan(Entitlement user, ManagementAuthority authority) {
        return switch (authority) {
            case INTUNE -> user.intune();
            case OFFICE365 -> user.office365();
            case CONFIGURATION_MANAGER -> user.inCollection();
        };
    }

    private static Outcome withoutPlan(ManagementAuthority authority) {
        return switch (authority) {
            case INTUNE -> new Outcome.Refused(Rule.R26, "The user has no licence that contains Intune.",
                    "Give the user a licence with an Intune plan.");
            case OFFICE365 -> new Outcome.Refused(Rule.R26,
                    "The user has no licence that contains Basic Mobility and Security.",
                    "Give the user a Microsoft 365 licence with the plan INTUNE_O365 switched on.");
            case CONFIGURATION_MANAGER -> new Outcome.Refused(Rule.R26,
                    "The user is not in the Configuration Manager collection.", "Add the user to the collection.");
        };
    }
}
