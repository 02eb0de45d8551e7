package dev.muster.certs.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * A password as it is kept: Argon2id (RFC 9106) with a salt of its own, in the usual text form, which names its costs so that
 * later ones can be higher. A check costs {@value #MEMORY_KB} KB and some tens of milliseconds on purpose: callers bound how many
 * run at once. Holds no password; its text form shows nothing.
 */
public final class PasswordHash {
    /** Memory of one hash in KB. */
    public static final int MEMORY_KB = 19_456;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    /** What a stored text may ask for: nobody but us writes it, and still it bounds what a check costs. */
    private static final int MOST_KB = 64 * 1024;
    private static final int MOST_PASSES = 10;
    private static final Pattern FORM = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,6}),t=(\\d{1,3}),p=(\\d)\\$([A-Za-z0-9+/]{11,64})\\$([A-Za-z0-9+/]{43})");
    private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();

    private final int kilobytes;
    private final int passes;
    private final int lanes;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int kilobytes, int passes, int lanes, byte[] salt, byte[] hash) {
        this.kilobytes = kilobytes;
        this.passes = passes;
        this.lanes = lanes;
        this.salt = salt;
        this.hash = hash;
    }

    /** The hash of a password with a new salt. */
    public static PasswordHash of(byte[] password, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new PasswordHash(MEMORY_KB, PASSES, LANES, salt, hash(password, salt, MEMORY_KB, PASSES, LANES));
    }

    /** Reads a stored hash; empty if it is none or asks for more than a check may cost. */
    public static Optional<PasswordHash> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        int kilobytes = Integer.parseInt(form.group(1));
        int passes = Integer.parseInt(form.group(2));
        int lanes = Integer.parseInt(form.group(3));
        if (lanes < 1 || kilobytes < 8 * lanes || kilobytes > MOST_KB || passes < 1 || passes > MOST_PASSES) {
            return Optional.empty();
        }
        return Optional.of(new PasswordHash(kilobytes, passes, lanes, Base64.getDecoder().decode(form.group(4)),
                Base64.getDecoder().decode(form.group(5))));
    }

    /** Whether this is the password, in a time that does not depend on where the two differ. */
    public boolean matches(byte[] password) {
        return MessageDigest.isEqual(hash, hash(password, salt, kilobytes, passes, lanes));
    }

    /** As it is kept: a secret, although a slow one. */
    public String text() {
        return "$argon2id$v=19$m=" + kilobytes + ",t=" + passes + ",p=" + lanes + "$" + ENCODER.encodeToString(salt)
                + "$" + ENCODER.encodeToString(hash);
    }

    /** The bytes of a password as they are hashed: UTF-8. */
    public static byte[] bytes(String password) {
        return password.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] hash(byte[] password, byte[] salt, int kilobytes, int passes, int lanes) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13).withMemoryAsKB(kilobytes).withIterations(passes)
                .withParallelism(lanes).withSalt(salt).build());
        byte[] hash = new byte[HASH_BYTES];
        byte[] own = Arrays.copyOf(password, password.length);
        generator.generateBytes(own, hash);
        Arrays.fill(own, (byte) 0);
        return hash;
    }

    @Override
    public String toString() {
        return "PasswordHash[***]";
    }
}
