package dev.muster.gateway.store;

/**
 * What the store knows of a device certificate.
 *
 * <pre>
 * ISSUED --enrolment completes--------------------------------------> ACTIVE
 *    '-----first use, where it renews--> BOUND --session completes-----^ |
 *                                          '---(of both)---next renewal--+-> RENEWED --its time ends--> SUPERSEDED
 * </pre>
 *
 * A new enrolment makes what went before it SUPERSEDED at once, and an administrator makes any of them REVOKED.
 */
public enum CertificateStatus {
    /** Issued, not yet bound by a completed enrolment. */
    ISSUED,
    /** Renews its device's enrolment and is in use; no session over it is complete, so the one before is as good (R18). */
    BOUND,
    /** Bound to its device's current enrolment. */
    ACTIVE,
    /** A renewed certificate took its place, and it is still good for a while (R18). */
    RENEWED,
    /** A newer certificate took its place. */
    SUPERSEDED,
    /** Revoked by an administrator. */
    REVOKED
}
