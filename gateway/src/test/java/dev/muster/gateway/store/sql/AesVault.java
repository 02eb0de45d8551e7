package dev.muster.gateway.store.sql;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import dev.muster.certs.secret.Vault;

/** A vault that really encrypts, with a fixed key: the same in every process of a test. */
public final class AesVault implements Vault {
    private static final int NONCE = 12;
    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    public AesVault(int key) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) key);
        this.key = new SecretKeySpec(bytes, "AES");
    }

    @Override
    public byte[] seal(String context, byte[] plain) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] sealed = run(Cipher.ENCRYPT_MODE, context, nonce, plain);
        byte[] all = Arrays.copyOf(nonce, NONCE + sealed.length);
        System.arraycopy(sealed, 0, all, NONCE, sealed.length);
        return all;
    }

    @Override
    public byte[] open(String context, byte[] sealed) {
        return run(Cipher.DECRYPT_MODE, context, Arrays.copyOf(sealed, NONCE),
                Arrays.copyOfRange(sealed, NONCE, sealed.length));
    }

    private byte[] run(int mode, String context, byte[] nonce, byte[] in) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(128, nonce));
            cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(in);
        } catch (GeneralSecurityException refused) {
            throw new IllegalStateException("does not open", refused);
        }
    }
}
