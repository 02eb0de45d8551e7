package dev.muster.certs.identity;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 of a certificate's DER encoding, the name under which a certificate is known everywhere.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Fingerprint(String hex) {
    public Fingerprint {
        if (hex.length() != 64) {
            throw new IllegalArgumentException("a fingerprint has 64 hexadecimal digits, not " + hex.length());
        }
    }

    /** The fingerprint of a DER encoded certificate. */
    public static Fingerprint of(byte[] der) {
        try {
            return new Fingerprint(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
