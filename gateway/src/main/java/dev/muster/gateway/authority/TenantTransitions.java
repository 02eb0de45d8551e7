package dev.muster.gateway.authority;

import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantOptions;

/**
 * Serves administrators who change a tenant's MDM authority: which transitions there are (R1 to R3b). Pure; who asks, what
 * is told to devices (R9) and the reset checklist (R20) belong to others.
 */
public final class TenantTransitions {
    private static final String RESET_REMEDY = "Work through the reset checklist (R20) first.";
    private static final String SET_ONE_FIRST = "Set office365 first, then ask for intune: that gives coexistence.";

    private TenantTransitions() {}

    /** What becomes of a request. */
    public sealed interface Outcome {
        /** The tenant goes to {@code next}, which may differ from what was asked: office365 plus intune is coexistence. */
        record Allowed(TenantAuthority next) implements Outcome {}

        /**
         * Nothing changes.
         *
         * @param rule the rule that refuses
         * @param reason what happened and why, a sentence for the administrator
         * @param remedy what to do instead, a sentence
         */
        record Refused(Rule rule, String reason, String remedy) implements Outcome {}
    }

    /** Rules that can refuse. */
    public enum Rule {
        R2, R3, R3B, R20
    }

    /**
     * Judges a request.
     *
     * @param from what the tenant has
     * @param requested the value the administrator gives: a single authority beside which another serves already means to
     *        add it
     * @param options the tenant's options
     */
    public static Outcome judge(TenantAuthority from, TenantAuthority requested, TenantOptions options) {
        if (from == requested) {
            return refused(Rule.R3, "The authority is " + from.wireName() + " already.", "Nothing needs to be done.");
        }
        return switch (requested) {
            case UNKNOWN -> refused(Rule.R2, "The authority never goes back to unknown once it is set.",
                    "Choose the authority that shall serve instead.");
            case INTUNE -> toIntune(from, options);
            case OFFICE365 -> toOffice365(from, options);
            case COEXISTENCE -> toCoexistence(from, options);
            case CONFIGURATION_MANAGER -> toConfigurationManager(from, options);
        };
    }

    private static Outcome toIntune(TenantAuthority from, TenantOptions options) {
        return switch (from) {
            case UNKNOWN, INTUNE -> new Outcome.Allowed(TenantAuthority.INTUNE);
            case OFFICE365 -> new Outcome.Allowed(TenantAuthority.COEXISTENCE);
            case COEXISTENCE -> refused(Rule.R3, "Basic Mobility and Security cannot be dropped once it is set up.",
                    "Turn its policies off, or give every user an Intune licence.");
            case CONFIGURATION_MANAGER -> selfService(TenantAuthority.INTUNE, options);
        };
    }

    private static Outcome toOffice365(TenantAuthority from, TenantOptions options) {
        return switch (from) {
            case UNKNOWN, OFFICE365 -> new Outcome.Allowed(TenantAuthority.OFFICE365);
            case INTUNE -> coexistenceFromIntune(options);
            case COEXISTENCE -> refused(Rule.R3, "Intune cannot be dropped while it coexists with Office 365.",
                    "Remove the users' Intune licences instead: their devices go to Office 365 at their next check-in.");
            case CONFIGURATION_MANAGER -> refused(Rule.R3, "Office 365 cannot follow Configuration Manager.",
                    "Change to intune.");
        };
    }

    private static Outcome toCoexistence(TenantAuthority from, TenantOptions options) {
        return switch (from) {
            case UNKNOWN -> refused(Rule.R3, "Coexistence begins with an authority that is set up.", SET_ONE_FIRST);
            case OFFICE365, COEXISTENCE -> new Outcome.Allowed(TenantAuthority.COEXISTENCE);
            case INTUNE -> coexistenceFromIntune(options);
            case CONFIGURATION_MANAGER -> refused(Rule.R3B,
                    "With Configuration Manager as the authority no other service can manage devices.",
                    "Change to intune.");
        };
    }

    private static Outcome toConfigurationManager(TenantAuthority from, TenantOptions options) {
        if (!options.hybrid()) {
            return refused(Rule.R3, "Hybrid management by Configuration Manager has been deprecated since 2019.",
                    "Stay with Intune and co-manage, or turn on the tenant option hybrid.");
        }
        return switch (from) {
            case UNKNOWN, CONFIGURATION_MANAGER -> new Outcome.Allowed(TenantAuthority.CONFIGURATION_MANAGER);
            case INTUNE -> selfService(TenantAuthority.CONFIGURATION_MANAGER, options);
            case OFFICE365 -> refused(Rule.R20, "Office 365 gives way to Configuration Manager only through a reset.",
                    RESET_REMEDY);
            case COEXISTENCE -> refused(Rule.R20,
                    "Coexistence gives way to Configuration Manager only through a reset of both sides.", RESET_REMEDY);
        };
    }

    private static Outcome coexistenceFromIntune(TenantOptions options) {
        if (options.coexistenceFromIntune()) {
            return new Outcome.Allowed(TenantAuthority.COEXISTENCE);
        }
        return refused(Rule.R3, "Basic Mobility and Security is set up first and Intune added to it, not the reverse.",
                "Turn on the tenant option coexistenceFromIntune if this tenant may do it all the same.");
    }

    private static Outcome selfService(TenantAuthority next, TenantOptions options) {
        if (options.legacyReset()) {
            return refused(Rule.R20, "With the tenant option legacyReset this change goes only through a reset.",
                    RESET_REMEDY);
        }
        return new Outcome.Allowed(next);
    }

    private static Outcome refused(Rule rule, String reason, String remedy) {
        return new Outcome.Refused(rule, reason, remedy);
    }
}
