package dev.muster.gateway.model;

/** What the engine wants a device to be told. Which HTTP status that is, {@code net.RefusalRenderer} alone knows. */
public sealed interface Reply {
    /**
     * A body to send, in the encoding the codec of the request uses.
     *
     * @param mac our proof over it, the value of the header {@code x-syncml-hmac}; empty if none
     */
    @SuppressWarnings("ArrayRecordComponent") // opaque bytes on their way out, never compared
    record Answer(byte[] body, String mac) implements Reply {
        /** A body without a proof. */
        public Answer(byte[] body) {
            this(body, "");
        }

        @Override
        public String toString() {
            return "Answer[" + body.length + " bytes]";
        }
    }

    /** A body that says of itself what it is. */
    @SuppressWarnings("ArrayRecordComponent") // opaque bytes on their way out, never compared
    record Document(byte[] body, String mediaType) implements Reply {
        @Override
        public String toString() {
            return "Document[" + body.length + " bytes of " + mediaType + "]";
        }
    }

    /** Taken in; nothing to say. */
    record Nothing() implements Reply {}

    /** Not served. */
    record Refused(Refusal refusal) implements Reply {}

    /** Taken in; nothing to say. */
    Reply NOTHING = new Nothing();
}
