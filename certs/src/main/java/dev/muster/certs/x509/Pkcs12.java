package dev.muster.certs.x509;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Reads PKCS#12 files (RFC 7292), as certificate authorities and key chains hand them out. Holds nothing. */
public final class Pkcs12 {
    private static final int MAX_BYTES = 256 * 1024;

    private Pkcs12() {}

    /**
     * The one key of a file, with its chain.
     *
     * @param file the file, at most 256 KB
     * @param password its password; of the key too
     * @return empty if it is no such file, the password is another, or there is not exactly one key that Muster can use
     */
    public static Optional<KeyAndChain> read(byte[] file, char[] password) {
        if (file.length > MAX_BYTES) {
            return Optional.empty();
        }
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(file), password);
            List<String> keys = Collections.list(store.aliases()).stream().filter(alias -> isKey(store, alias))
                    .toList();
            return keys.size() == 1 ? entry(store, keys.getFirst(), password) : Optional.empty();
        } catch (IOException | GeneralSecurityException | RuntimeException unreadable) {
            // What the platform says may quote the file; every cause means the same to whoever gave it.
            return Optional.empty();
        }
    }

    private static boolean isKey(KeyStore store, String alias) {
        try {
            return store.isKeyEntry(alias);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("a loaded key store answers", impossible);
        }
    }

    private static Optional<KeyAndChain> entry(KeyStore store, String alias, char[] password)
            throws GeneralSecurityException {
        Key key = store.getKey(alias, password);
        Certificate[] certificates = store.getCertificateChain(alias);
        if (key == null || key.getEncoded() == null || certificates == null) {
            return Optional.empty();
        }
        List<X509Certificate> chain = new ArrayList<>();
        for (Certificate certificate : certificates) {
            if (!(certificate instanceof X509Certificate x509)) {
                return Optional.empty();
            }
            chain.add(x509);
        }
        Optional<PrivateKey> usable = KeyPairs.fromPkcs8(key.getEncoded());
        return chain.isEmpty() ? Optional.empty() : usable.map(secret -> new KeyAndChain(secret, chain));
    }
}
