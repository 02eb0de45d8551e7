package dev.muster.gateway.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Serves {@link DmTrustGate}: credentials as OMA DM Security 1.2, section 5.3, makes them. MD5 is what the clients know; the
 * certificate of the connection is what proves who they are.
 */
public final class DmDigests {
    private DmDigests() {}

    /** {@code syncml:auth-basic}. */
    static String basic(String name, String secret) {
        return base64(utf8(name + ":" + secret));
    }

    /** {@code syncml:auth-md5}; the nonce is base64 as it goes on the wire. */
    static String md5(String name, String secret, String nonce) {
        return base64(digest(withNonce(name, secret, nonce)));
    }

    /** {@code syncml:auth-MAC} over a message whose MD5 is given in base64. */
    static String mac(String name, String secret, String nonce, String bodyDigest) {
        return base64(digest(joined(withNonce(name, secret, nonce), utf8(":" + bodyDigest))));
    }

    /** MD5 of a message, base64. */
    public static String ofBody(byte[] body) {
        return base64(digest(body));
    }

    private static byte[] withNonce(String name, String secret, String nonce) {
        return joined(utf8(base64(digest(utf8(name + ":" + secret))) + ":"), decoded(nonce));
    }

    /** Some clients name nonces that are no base64; then their characters count. */
    private static byte[] decoded(String nonce) {
        try {
            return Base64.getDecoder().decode(nonce);
        } catch (IllegalArgumentException plain) {
            return utf8(nonce);
        }
    }

    /** Compares in constant time. */
    static boolean same(String one, String other) {
        return MessageDigest.isEqual(utf8(one), utf8(other));
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] joined = java.util.Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, joined, one.length, other.length);
        return joined;
    }

    @SuppressWarnings("WeakMessageDigest") // the protocol knows no other
    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has MD5", impossible);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
