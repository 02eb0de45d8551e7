package dev.muster.gateway.enrollment;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

import dev.muster.gateway.model.TenantId;

/**
 * The text of an enrolment token: {@code <tenant>.<43 base64url characters>}, that is 256 random bits. It begins with its
 * tenant so that looking it up touches that tenant's rows only. A secret: its text form shows the tenant alone.
 */
public record TokenText(TenantId tenant, String text) {
    private static final int RANDOM_BYTES = 32;
    private static final int LONGEST = 40 + 1 + 43;

    /** A new one. */
    public static TokenText make(TenantId tenant, RandomGenerator random) {
        byte[] secret = new byte[RANDOM_BYTES];
        random.nextBytes(secret);
        return new TokenText(tenant,
                tenant.value() + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    /** Reads what a device presents; empty if it cannot be one of ours. */
    public static Optional<TokenText> parse(String presented) {
        int dot = presented.indexOf('.');
        if (dot < 1 || presented.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            return Optional.of(new TokenText(new TenantId(presented.substring(0, dot)), presented));
        } catch (IllegalArgumentException noTenant) {
            return Optional.empty();
        }
    }

    /** What the store knows it by: SHA-256 in hexadecimal. */
    public String hash() {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    @Override
    public String toString() {
        return "TokenText[" + tenant + "]";
    }
}
