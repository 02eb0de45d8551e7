package dev.muster.gateway.model;

/**
 * Where a device stands.
 *
 * <pre>
 * ISSUED --Authenticate--> AUTHENTICATED --TokenUpdate--> ENROLLED --CheckOut, 1226--> UNENROLLED
 * ISSUED --first OMA-DM session--------------------------> ENROLLED --newer enrolment--> REPLACED
 * </pre>
 *
 * A device that enrols again stays ENROLLED until its pending enrolment completes (PROTOCOLS.md, Authenticate).
 */
public enum DeviceState {
    /** A certificate was issued; the device has not spoken yet. */
    ISSUED,
    /** Authenticate seen, TokenUpdate not yet. */
    AUTHENTICATED,
    /** Under management. */
    ENROLLED,
    /** The user removed management. */
    UNENROLLED,
    /** Another enrolment of the same hardware took its place. */
    REPLACED
}
