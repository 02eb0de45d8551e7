package dev.muster.gateway.model;

/**
 * Why a device is not served now. Categories are counted; no refusal ever unenrols a device (R14).
 *
 * @param category what is counted, and what decides the answer on the wire
 * @param detail safe for logs: never content of a message
 */
public record Refusal(Category category, String detail) {
    /** Categories of refusal, after the table of PROTOCOLS.md. */
    public enum Category {
        /** Not decodable. */
        MALFORMED,
        /** Body over the limit. */
        TOO_LARGE,
        /** Apple MessageType nobody knows. */
        UNKNOWN_MESSAGE_TYPE,
        /** A known message that this gateway does not act on: told so for good (400), so that the device does not wait. */
        UNSUPPORTED_MESSAGE,
        /** A declaration or a profile that is not declared to this device (any more): 404, and the device fetches anew. */
        UNKNOWN_DECLARATION,
        /** UserAuthenticate: the device is managed as a whole, without channels of its users; declined with 410. */
        USER_CHANNEL_DECLINED,
        /** Wrong HTTP method. */
        WRONG_METHOD,
        /** Wrong or missing content type. */
        WRONG_CONTENT_TYPE,
        /** No such path on this listener. */
        WRONG_PATH,
        /** A trusted proxy handed on a request without saying, or proving, whose it is (400, never 401). */
        UNIDENTIFIED,
        /** Certificate revoked or replaced: a security event; the connection is closed. */
        CERTIFICATE_REVOKED,
        /** The message names another device than the certificate: a security event; the connection is closed. */
        IDENTITY_MISMATCH,
        /** An Authenticate for a device of somebody else: a security event; the connection is closed. */
        ENROLMENT_REFUSED,
        /** A valid certificate of ours without a record: held for re-adoption. */
        UNKNOWN_DEVICE,
        /** The authority has no push certificate (R13). */
        PUSH_CERTIFICATE_MISSING,
        /** The tenant's authority is unknown (R4). */
        AUTHORITY_UNKNOWN,
        /** The device is no longer under management; told politely, never unenrolled by it. */
        NOT_ENROLLED,
        /** Another message of this device won three times in a row. */
        CONFLICT,
        /** A queue or a budget is full. */
        OVERLOADED,
        /** The store does not answer. */
        STORE_UNAVAILABLE,
        /** The gateway is going down. */
        DRAINING,
        /** A defect of the gateway: an exception where none may be. Told like an overload. */
        INTERNAL
    }
}
