package dev.muster.gateway.model;

import java.util.Optional;

/** A service that manages devices. What a tenant as a whole has is a {@link TenantAuthority}. */
public enum ManagementAuthority {
    /** Microsoft Intune. */
    INTUNE("intune"),
    /** Office 365 Basic Mobility and Security. */
    OFFICE365("office365"),
    /** Hybrid management by Configuration Manager; Graph calls it sccm. */
    CONFIGURATION_MANAGER("configurationManager");

    private final String wireName;

    ManagementAuthority(String wireName) {
        this.wireName = wireName;
    }

    /** The name in the API, in configuration and in the store. */
    public String wireName() {
        return wireName;
    }

    /** The authority of this name; empty if there is none. */
    public static Optional<ManagementAuthority> ofWireName(String name) {
        for (ManagementAuthority authority : values()) {
            if (authority.wireName.equals(name)) {
                return Optional.of(authority);
            }
        }
        return Optional.empty();
    }
}
