package dev.muster.gateway.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

import dev.muster.gateway.store.MetaStore;

/** The administrator's token: 256 random bits, shown once; the store knows only its SHA-256. */
public final class AdministratorToken {
    private static final String KEY = "administrator.token.sha256";

    private final byte[] hash;

    private AdministratorToken(byte[] hash) {
        this.hash = hash;
    }

    /**
     * What a start finds or makes.
     *
     * @param token checks requests
     * @param shownOnce the token itself, only if this start made it
     */
    public record Opened(AdministratorToken token, Optional<String> shownOnce) {
        @Override
        public String toString() {
            return "Opened[first start: " + shownOnce.isPresent() + "]";
        }
    }

    /** Finds the token of this installation or makes it; of several nodes that start at once, one shows it. */
    public static Opened open(MetaStore meta, RandomGenerator random) {
        String token = fresh(random);
        String made = HexFormat.of().formatHex(sha256(token));
        String kept = meta.putIfAbsent(KEY, made);
        return new Opened(new AdministratorToken(HexFormat.of().parseHex(kept)),
                kept.equals(made) ? Optional.of(token) : Optional.empty());
    }

    /** Makes another token and returns it, the only time it can be shown; the one before is refused from then on. */
    public static String rotate(MetaStore meta, RandomGenerator random) {
        String token = fresh(random);
        meta.put(KEY, HexFormat.of().formatHex(sha256(token)));
        return token;
    }

    /** The token as the store knows it now; empty before the first start that succeeded. */
    static Optional<AdministratorToken> stored(MetaStore meta) {
        return meta.get(KEY).map(kept -> new AdministratorToken(HexFormat.of().parseHex(kept)));
    }

    private static String fresh(RandomGenerator random) {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    /** Whether this is the token; takes the same time for every wrong one. */
    public boolean matches(String presented) {
        return MessageDigest.isEqual(hash, sha256(presented));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
