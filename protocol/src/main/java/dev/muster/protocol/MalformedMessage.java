package dev.muster.protocol;

/**
 * What a decoder throws when bytes are not the message they should be. Carries a category-like reason, the offset and
 * the path of elements, never content: the content may be an unlock token.
 */
public final class MalformedMessage extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why bytes were refused; each is counted on its own. */
    public enum Reason {
        /** Not well-formed: broken markup, bad encoding, truncated. */
        SYNTAX,
        /** Larger than the limit of the decoder. */
        TOO_LARGE,
        /** Nested deeper than the limit of the decoder. */
        TOO_DEEP,
        /** Well-formed, but not what the specification of the message allows. */
        STRUCTURE,
        /** A message type the protocol does not know. */
        UNKNOWN_TYPE
    }

    private final Reason reason;
    private final long offset;
    private final String path;

    /**
     * @param reason why the bytes were refused
     * @param offset byte offset at which the decoder stopped, or -1 where it has none
     * @param path elements from the root, such as {@code SyncML/SyncBody/Add}; names only, never content
     * @param detail one clause in English without any content of the message
     */
    public MalformedMessage(Reason reason, long offset, String path, String detail) {
        super(reason + " at byte " + offset + " in " + (path.isEmpty() ? "/" : path) + ": " + detail);
        this.reason = reason;
        this.offset = offset;
        this.path = path;
    }

    /** Why the bytes were refused. */
    public Reason reason() {
        return reason;
    }

    /** Byte offset at which the decoder stopped, or -1. */
    public long offset() {
        return offset;
    }

    /** Names of the elements from the root to where the decoder stopped. */
    public String path() {
        return path;
    }
}
