package dev.muster.protocol.syncml;

import org.jspecify.annotations.Nullable;

/**
 * Meta information (OMA SyncML Meta-Information 1.2). Absent elements are null.
 *
 * @param format {@code chr}, {@code int}, {@code bool}, {@code b64}, {@code bin}, {@code node}, {@code xml}, {@code null}
 * @param type media type of the data, or the type of a generic alert
 * @param mark importance of a generic alert
 * @param size size in bytes of a large object
 * @param nextNonce base64 nonce of a challenge
 * @param maxMsgSize largest message in bytes the sender accepts
 * @param maxObjSize largest object in bytes the sender accepts
 */
public record Meta(@Nullable String format, @Nullable String type, @Nullable String mark, @Nullable Long size,
        @Nullable String nextNonce, @Nullable Long maxMsgSize, @Nullable Long maxObjSize) {
    /** No meta information at all; nothing is written for it. */
    public static final Meta NONE = new Meta(null, null, null, null, null, null, null);

    /** Meta of a data item: its format and, unless null, its type. */
    public static Meta of(String format, @Nullable String type) {
        return new Meta(format, type, null, null, null, null, null);
    }

    /** The same with another format. */
    Meta withFormat(String newFormat) {
        return new Meta(newFormat, type, mark, size, nextNonce, maxMsgSize, maxObjSize);
    }

    @Override
    public String toString() {
        return "Meta[format=" + format + ", type=" + type + ", mark=" + mark + ", size=" + size + ", nextNonce="
                + (nextNonce == null ? "null" : "***") + ", maxMsgSize=" + maxMsgSize + ", maxObjSize=" + maxObjSize
                + "]";
    }
}
