package dev.muster.gateway.enrollment;

import java.security.cert.X509Certificate;
import java.util.List;

/** What became of a request for a device certificate; each route puts it into its protocol's words. */
public sealed interface EnrolmentAnswer {
    /**
     * Issued and recorded.
     *
     * @param chain the device's certificate, then the issuing CA, then the root
     */
    record Issued(List<X509Certificate> chain) implements EnrolmentAnswer {
        public Issued {
            chain = List.copyOf(chain);
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
        /** The request cannot be read, is not signed by its key, or its key is too weak. */
        BAD_REQUEST(EnrolmentReply.Outcome.BAD_REQUEST),
        /** The token does not allow it, or the user or the tenant is not there. */
        NOT_ALLOWED(EnrolmentReply.Outcome.NOT_ALLOWED),
        /** The tenant has no authority yet (R4). */
        NO_AUTHORITY(EnrolmentReply.Outcome.NOT_ALLOWED),
        /** The user lacks what the serving authority asks for (R26). */
        NO_LICENCE(EnrolmentReply.Outcome.NOT_ALLOWED),
        /** Not now: an Apple device needs a push topic first (R13). */
        NOT_READY(EnrolmentReply.Outcome.NOT_READY),
        /** Not now: the store does not answer. */
        UNAVAILABLE(EnrolmentReply.Outcome.UNAVAILABLE);

        private final EnrolmentReply.Outcome outcome;

        Kind(EnrolmentReply.Outcome outcome) {
            this.outcome = outcome;
        }

        /** The same for a route that speaks plain HTTP. */
        public EnrolmentReply.Outcome outcome() {
            return outcome;
        }
    }
}
