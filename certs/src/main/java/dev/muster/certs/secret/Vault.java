package dev.muster.certs.secret;

/**
 * Encrypts secrets before they reach the disk (AES-256-GCM under a key file). Thread-safe. The context binds a
 * ciphertext to its place, so that a row copied elsewhere does not decrypt.
 */
public interface Vault {
    /**
     * @param context where the value lives, for example {@code push/<tenant>/<device>}; authenticated, not stored
     * @param plain the secret; not kept
     * @return version byte, nonce, ciphertext and tag
     */
    byte[] seal(String context, byte[] plain);

    /**
     * @throws IllegalStateException if the value was sealed under another key or context, or was changed
     */
    byte[] open(String context, byte[] sealed);
}
