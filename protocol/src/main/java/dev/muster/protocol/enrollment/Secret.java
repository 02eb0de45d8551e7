package dev.muster.protocol.enrollment;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/** A password or token: never shown. The array is the record's own: callers neither change nor keep it. */
@SuppressWarnings("ArrayRecordComponent") // equality by content is defined below
public record Secret(byte[] bytes) {
    /** The secret as text. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A secret from its text. */
    public static Secret of(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret that && java.security.MessageDigest.isEqual(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "***";
    }
}
