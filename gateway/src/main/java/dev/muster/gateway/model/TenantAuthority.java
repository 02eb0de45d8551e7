package dev.muster.gateway.model;

import java.util.Optional;
import java.util.Set;

/**
 * The MDM authority of a tenant: one state of the machine whose transitions R1 to R3b allow
 * (see {@code authority.TenantTransitions}).
 */
public enum TenantAuthority {
    /** Not chosen yet (R1): no enrolment, no check-in (R4). Never entered again once left (R2). */
    UNKNOWN("unknown", Set.of()),
    /** Intune alone. */
    INTUNE("intune", Set.of(ManagementAuthority.INTUNE)),
    /** Basic Mobility and Security alone. */
    OFFICE365("office365", Set.of(ManagementAuthority.OFFICE365)),
    /** Both; each user's licences decide (R6). */
    COEXISTENCE("coexistence", Set.of(ManagementAuthority.INTUNE, ManagementAuthority.OFFICE365)),
    /** Configuration Manager alone (R3b). */
    CONFIGURATION_MANAGER("configurationManager", Set.of(ManagementAuthority.CONFIGURATION_MANAGER));

    private final String wireName;
    @SuppressWarnings("ImmutableEnumChecker") // Set.of is immutable
    private final Set<ManagementAuthority> serving;

    TenantAuthority(String wireName, Set<ManagementAuthority> serving) {
        this.wireName = wireName;
        this.serving = serving;
    }

    /** The name in the API, in configuration and in the store. */
    public String wireName() {
        return wireName;
    }

    /** The authorities that serve devices of a tenant in this state. */
    public Set<ManagementAuthority> serving() {
        return serving;
    }

    /** The state of this name; empty if there is none. */
    public static Optional<TenantAuthority> ofWireName(String name) {
        for (TenantAuthority authority : values()) {
            if (authority.wireName.equals(name)) {
                return Optional.of(authority);
            }
        }
        return Optional.empty();
    }
}
