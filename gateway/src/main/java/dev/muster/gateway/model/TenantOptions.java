package dev.muster.gateway.model;

/**
 * Options of a tenant that widen what R3 allows; all off by default.
 *
 * @param coexistenceFromIntune Office 365 may be added to a tenant that has Intune (002)
 * @param hybrid Configuration Manager may become the authority (deprecated since 2019)
 * @param legacyReset Intune and Configuration Manager change only through the checklist R20
 */
public record TenantOptions(boolean coexistenceFromIntune, boolean hybrid, boolean legacyReset) {
    /** All off. */
    public static final TenantOptions NONE = new TenantOptions(false, false, false);
}
