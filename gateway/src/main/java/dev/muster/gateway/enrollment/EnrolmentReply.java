package dev.muster.gateway.enrollment;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What an enrolling client is answered. Which HTTP status that is, the listener's renderer decides; the body goes out with it.
 *
 * @param outcome what became of the request
 * @param counted what is counted beside the route's name: lower case with dashes, from a set that the code fixes
 * @param contentType media type of the body
 * @param body the body; may be empty
 */
@SuppressWarnings("ArrayRecordComponent") // opaque bytes on their way out, never compared
public record EnrolmentReply(Outcome outcome, String counted, String contentType, byte[] body) {
    /** Media type of certificates as text. */
    public static final String PEM = "application/x-pem-file";
    /** Media type of a plain sentence. */
    public static final String PLAIN = "text/plain; charset=utf-8";

    /** What may become of a request. */
    public enum Outcome {
        /** Served; a refusal in the protocol's own words, inside an answer, is this too. */
        OK,
        /** The request makes no sense. */
        BAD_REQUEST,
        /** Not for this client: a token, the tenant (R4) or the user (R26) does not allow it. */
        NOT_ALLOWED,
        /** Nothing is there. */
        NOT_FOUND,
        /** Not now: somebody has to do something first (R13). */
        NOT_READY,
        /** Not now: the store does not answer, or too much is going on. */
        UNAVAILABLE,
        /** A protocol error that goes as a server's error, with its words in the body: a SOAP fault. */
        FAULT;

        /** As it is counted. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Counted by its outcome alone. */
    public EnrolmentReply(Outcome outcome, String contentType, byte[] body) {
        this(outcome, outcome.label(), contentType, body);
    }

    /** A refusal as a plain sentence. */
    static EnrolmentReply plain(EnrolmentAnswer.Refused refused) {
        Outcome outcome = refused.kind().outcome();
        return new EnrolmentReply(outcome, outcome.label(), PLAIN,
                (refused.sentence() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "EnrolmentReply[" + outcome + ", " + counted + ", " + body.length + " bytes]";
    }
}
