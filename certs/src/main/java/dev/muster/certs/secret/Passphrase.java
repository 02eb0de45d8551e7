package dev.muster.certs.secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

import org.bouncycastle.crypto.generators.SCrypt;

import dev.muster.certs.file.KeyMaterialUnusable;

/**
 * A passphrase that protects the vault's key file: the key of that file's seal is derived from it by scrypt (RFC 7914, N 2^15,
 * r 8, p 1: a tenth of a second and 32 MB). So a copy of the data directory alone opens nothing. The text form shows nothing.
 */
public final class Passphrase {
    private static final String MARK = "muster-key-2:";
    private static final String CONTEXT = "vault-key";
    private static final int SALT_BYTES = 16;
    private static final int COST = 1 << 15;
    private static final int BLOCKS = 8;
    private static final int SHORTEST = 12;
    private static final int LONGEST = 1_000;

    private final byte[] text;

    private Passphrase(byte[] text) {
        this.text = text;
    }

    /**
     * Reads a file that holds a passphrase and nothing else; white space around it does not count.
     *
     * @throws KeyMaterialUnusable if it cannot be read or has fewer than 12 or more than 1,000 characters
     */
    public static Passphrase read(Path file) {
        String what = "passphrase file " + file;
        try {
            String text = Files.readString(file).strip();
            if (text.length() < SHORTEST || text.length() > LONGEST) {
                throw new KeyMaterialUnusable(what, "holds no passphrase of 12 to 1,000 characters",
                        "Write the passphrase into it and nothing else");
            }
            return new Passphrase(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new KeyMaterialUnusable(what, "cannot be read (" + unreadable.getClass().getSimpleName() + ")",
                    "Check the path and that the user who runs Muster may read it");
        }
    }

    /** Whether the content of a key file is sealed under a passphrase. */
    static boolean protects(String content) {
        return content.startsWith(MARK);
    }

    /** What a key file holds for this key. */
    byte[] seal(byte[] key, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] sealed = wrapping(salt, random).seal(CONTEXT, key);
        Base64.Encoder base64 = Base64.getEncoder();
        return (MARK + base64.encodeToString(salt) + ":" + base64.encodeToString(sealed) + "\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** The key that a key file holds; throws {@link KeyMaterialUnusable}. */
    static byte[] open(String what, String content, Optional<Passphrase> passphrase) {
        if (passphrase.isEmpty()) {
            throw new KeyMaterialUnusable(what, "is protected by a passphrase",
                    "Name the file that holds it in certificates.passphraseFile");
        }
        String[] parts = content.strip().substring(MARK.length()).split(":", -1);
        try {
            if (parts.length == 2) {
                byte[] salt = Base64.getDecoder().decode(parts[0]);
                byte[] key = passphrase.get().wrapping(salt, new SecureRandom()).open(CONTEXT,
                        Base64.getDecoder().decode(parts[1]));
                if (key.length == KeyFileVault.KEY_BYTES) {
                    return key;
                }
            }
        } catch (IllegalArgumentException | IllegalStateException damaged) {
            // A damaged file and another passphrase look alike.
        }
        throw new KeyMaterialUnusable(what, "does not open with this passphrase, or it is damaged",
                "Give the passphrase it was protected with, or put the file back from a backup");
    }

    private KeyFileVault wrapping(byte[] salt, SecureRandom random) {
        byte[] derived = SCrypt.generate(text, salt, COST, BLOCKS, 1, KeyFileVault.KEY_BYTES);
        try {
            return new KeyFileVault(derived, random);
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    @Override
    public String toString() {
        return "Passphrase[***]";
    }
}
