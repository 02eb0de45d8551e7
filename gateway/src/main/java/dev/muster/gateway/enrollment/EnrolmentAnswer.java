package dev.muster.gateway.enrollment;

/** What became of a request for a device certificate. Which HTTP status that is, the enrolment listener decides. */
public sealed interface EnrolmentAnswer {
    /**
     * Issued.
     *
     * @param pem the device's certificate, then the issuing CA, then the root
     */
    @SuppressWarnings("ArrayRecordComponent") // opaque bytes on their way out, never compared
    record Issued(byte[] pem) implements EnrolmentAnswer {
        @Override
        public String toString() {
            return "Issued[" + pem.length + " bytes]";
        }
    }

    /**
     * Not issued; the token stays unused.
     *
     * @param kind what kind of refusal
     * @param sentence plain words for whoever enrols, without secrets
     */
    record Refused(Kind kind, String sentence) implements EnrolmentAnswer {}

    /** Kinds of refusal; each is counted. */
    enum Kind {
        /** The request cannot be read, is not signed by its key, or its key is too weak: 400. */
        BAD_REQUEST,
        /** The token, the tenant (R4) or the user (R26) does not allow it: 403. */
        NOT_ALLOWED,
        /** Not now: an Apple device needs a push topic first (R13): 503. */
        NOT_READY,
        /** Not now: the store does not answer: 503. */
        UNAVAILABLE
    }
}
