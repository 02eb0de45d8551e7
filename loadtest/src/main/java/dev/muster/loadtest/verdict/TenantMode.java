package dev.muster.loadtest.verdict;

/** The MDM authority of a tenant, as far as runs of the load generator need it. */
public enum TenantMode {
    /** Not chosen (R1, R4). */
    UNKNOWN,
    /** Basic Mobility and Security alone. */
    OFFICE365,
    /** Intune alone. */
    INTUNE,
    /** Both (R6). */
    COEXISTENCE
}
