package dev.muster.certs.secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import dev.muster.certs.file.DurableFiles;
import dev.muster.certs.file.KeyMaterialUnusable;

/**
 * The vault of a gateway that keeps its key in a file (mode 0600): AES-256-GCM with a random 96-bit nonce. Random nonces are
 * safe for some 2^32 values under one key, far beyond what one installation seals. Thread-safe; holds 32 bytes of key in
 * memory and nothing else. The file may itself be protected by a {@link Passphrase}.
 */
public final class KeyFileVault implements Vault {
    private static final byte VERSION = 1;
    static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int HEAD_BYTES = 1 + NONCE_BYTES;
    private static final String MARK = "muster-key-1:";

    private final SecretKeySpec key;
    private final SecureRandom random;

    KeyFileVault(byte[] key, SecureRandom random) {
        this.key = new SecretKeySpec(key, "AES");
        this.random = random;
    }

    /** As {@link #open(Path, Optional, SecureRandom)}, for a key that no passphrase protects. */
    public static KeyFileVault open(Path keyFile, SecureRandom random) {
        return open(keyFile, Optional.empty(), random);
    }

    /**
     * Reads the key file, or creates it when it does not exist. With a passphrase the file holds the key sealed under it; one
     * that held it plainly is sealed now.
     *
     * @param passphrase protects the key; empty if the file's mode alone does
     * @throws KeyMaterialUnusable if it is damaged, sealed under another passphrase, others may read it, or it cannot be read
     *         or written
     */
    public static KeyFileVault open(Path keyFile, Optional<Passphrase> passphrase, SecureRandom random) {
        String what = "vault key " + keyFile;
        try {
            if (!Files.exists(keyFile)) {
                create(keyFile, passphrase, random);
            }
            if (DurableFiles.isOpenToOthers(keyFile)) {
                throw new KeyMaterialUnusable(what, "other users may read or change it",
                        "Set its mode to 600 (chmod 600); if they may have read it, replace the secrets it protects");
            }
            String content = Files.readString(keyFile, StandardCharsets.ISO_8859_1);
            if (Passphrase.protects(content)) {
                return new KeyFileVault(Passphrase.open(what, content, passphrase), random);
            }
            byte[] key = decode(what, content);
            if (passphrase.isPresent()) {
                DurableFiles.write(keyFile, passphrase.get().seal(key, random));
            }
            return new KeyFileVault(key, random);
        } catch (IOException unreadable) {
            throw new KeyMaterialUnusable(what,
                    "cannot be read or written (" + unreadable.getClass().getSimpleName() + ")",
                    "Check that the data directory belongs to the user who runs Muster");
        }
    }

    private static void create(Path keyFile, Optional<Passphrase> passphrase, SecureRandom random)
            throws IOException {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        byte[] plain = (MARK + Base64.getEncoder().encodeToString(key) + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] content = passphrase.isPresent() ? passphrase.get().seal(key, random) : plain;
        try {
            DurableFiles.create(keyFile, content);
        } catch (FileAlreadyExistsException anotherProcessWasFirst) {
            // Its key counts; it is read next.
            Arrays.fill(key, (byte) 0);
        }
    }

    private static byte[] decode(String what, String content) {
        String line = content.strip();
        try {
            if (line.startsWith(MARK)) {
                byte[] key = Base64.getDecoder().decode(line.substring(MARK.length()));
                if (key.length == KEY_BYTES) {
                    return key;
                }
            }
        } catch (IllegalArgumentException notBase64) {
            // Falls through: whatever is wrong, the text must not show up in a message.
        }
        throw new KeyMaterialUnusable(what, "is not a vault key, or it is damaged",
                "Put the original file back from a backup; without it the stored secrets cannot be read");
    }

    @Override
    public byte[] seal(String context, byte[] plain) {
        byte[] sealed = new byte[HEAD_BYTES + plain.length + TAG_BYTES];
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        sealed[0] = VERSION;
        System.arraycopy(nonce, 0, sealed, 1, NONCE_BYTES);
        try {
            cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(plain, 0, plain.length, sealed, HEAD_BYTES);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has AES-256-GCM", impossible);
        }
        return sealed;
    }

    @Override
    public byte[] open(String context, byte[] sealed) {
        if (sealed.length < HEAD_BYTES + TAG_BYTES || sealed[0] != VERSION) {
            throw new IllegalStateException("not a value of this vault");
        }
        byte[] nonce = Arrays.copyOfRange(sealed, 1, HEAD_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, nonce, context).doFinal(sealed, HEAD_BYTES, sealed.length - HEAD_BYTES);
        } catch (AEADBadTagException notOurs) {
            throw new IllegalStateException("sealed under another key or for another place, or changed since", notOurs);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has AES-256-GCM", impossible);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * 8, nonce));
        cipher.updateAAD(new byte[] {VERSION});
        cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
