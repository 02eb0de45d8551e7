package dev.muster.gateway.store;

/** What the store knows of a device certificate. */
public enum CertificateStatus {
    /** Issued, not yet bound by a completed enrolment. */
    ISSUED,
    /** Bound to its device's current enrolment. */
    ACTIVE,
    /** A newer certificate took its place. */
    SUPERSEDED,
    /** Revoked by an administrator. */
    REVOKED
}
