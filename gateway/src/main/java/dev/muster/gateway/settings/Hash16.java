package dev.muster.gateway.settings;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Serves ids that are derived from content: the first 64 bits of a SHA-256, as 16 hexadecimal digits. */
final class Hash16 {
    private final MessageDigest digest;

    Hash16() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Adds a part. Its length goes in as well: "ab", "c" and "a", "bc" differ. */
    Hash16 add(byte[] part) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
        digest.update(part);
        return this;
    }

    /** Adds a text. */
    Hash16 add(String part) {
        return add(part.getBytes(StandardCharsets.UTF_8));
    }

    /** The digits of what was added; then it is empty again. */
    String digits() {
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }
}
