package dev.muster.gateway.model;

/**
 * Options of a tenant that widen what is allowed, R3 among it; all off by default.
 *
 * @param coexistenceFromIntune Office 365 may be added to a tenant that has Intune (002)
 * @param hybrid Configuration Manager may become the authority (deprecated since 2019)
 * @param legacyReset Intune and Configuration Manager change only through the checklist R20
 * @param legacyAlgorithms enrolling clients may use SHA-1 and single DES, since some know nothing else
 */
public record TenantOptions(boolean coexistenceFromIntune, boolean hybrid, boolean legacyReset,
        boolean legacyAlgorithms) {
    /** All off. */
    public static final TenantOptions NONE = new TenantOptions(false, false, false);

    /** With today's algorithms only. */
    public TenantOptions(boolean coexistenceFromIntune, boolean hybrid, boolean legacyReset) {
        this(coexistenceFromIntune, hybrid, legacyReset, false);
    }
}
