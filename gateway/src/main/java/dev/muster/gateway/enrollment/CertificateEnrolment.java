package dev.muster.gateway.enrollment;

/**
 * Turns an enrolment token and a certificate request into a device certificate. Called by the enrolment listener from virtual
 * threads: every call may block on the store and on a public-key operation. Never throws for anything that a device, a token
 * or the store may do wrong.
 */
public interface CertificateEnrolment {
    /**
     * Uses a token up.
     *
     * @param token the token as it came in the query string; may be anything
     * @param csr a PKCS#10 request, PEM or DER; may be anything
     */
    EnrolmentAnswer enrol(String token, byte[] csr);

    /** The root certificate that devices have to trust, PEM. */
    byte[] rootPem();
}
