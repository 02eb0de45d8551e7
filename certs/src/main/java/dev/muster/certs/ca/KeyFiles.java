package dev.muster.certs.ca;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

import org.bouncycastle.util.io.pem.PemObject;

import dev.muster.certs.file.KeyMaterialUnusable;
import dev.muster.certs.x509.KeyAndChain;
import dev.muster.certs.x509.KeyPairs;
import dev.muster.certs.x509.Pem;
import dev.muster.certs.x509.Pkcs12;

/** Reads a key with its chain from the files of an operator, PEM or PKCS#12. Messages name the file, never its content. */
public final class KeyFiles {
    private static final long LARGEST = 256 * 1024;

    private KeyFiles() {}

    /**
     * Reads PEM.
     *
     * @param role what the files are for, such as {@code server certificate}
     * @param chainFile the key's certificate first, then its issuers
     * @param keyFile PKCS#8, not encrypted
     * @throws KeyMaterialUnusable if a file cannot be read or they do not belong together
     */
    public static KeyAndChain pem(String role, Path chainFile, Path keyFile) {
        List<X509Certificate> chain;
        try {
            chain = Pem.certificates(new String(read(role, chainFile), StandardCharsets.ISO_8859_1));
        } catch (CertificateException malformed) {
            throw unusable(role, chainFile, "is not a PEM certificate chain",
                    "Give the certificate first, then its issuers");
        }
        PrivateKey key = key(role, keyFile)
                .orElseThrow(() -> unusable(role, keyFile, "holds no plain PKCS#8 key, RSA or EC",
                        "Convert the key with: openssl pkcs8 -topk8 -nocrypt"));
        if (!KeyPairs.belong(key, chain.getFirst().getPublicKey())) {
            throw unusable(role, keyFile, "does not belong to the first certificate of " + chainFile,
                    "Give the key the certificate was requested with, and put its certificate first");
        }
        return new KeyAndChain(key, chain);
    }

    /**
     * Reads PKCS#12.
     *
     * @param passwordFile holds the password and nothing else; empty if there is none
     * @throws KeyMaterialUnusable if a file cannot be read, or there is not exactly one key in it
     */
    public static KeyAndChain pkcs12(String role, Path file, Optional<Path> passwordFile) {
        String password = passwordFile
                .map(path -> new String(read(role + " password", path), StandardCharsets.UTF_8).strip()).orElse("");
        KeyAndChain pair = Pkcs12.read(read(role, file), password.toCharArray())
                .orElseThrow(() -> unusable(role, file,
                        "is no readable PKCS#12 of one key (RSA or EC) with its chain, or the password is another",
                        "Check the password file, or export key and chain as PEM"));
        if (!KeyPairs.belong(pair.key(), pair.chain().getFirst().getPublicKey())) {
            throw unusable(role, file, "holds a key that does not belong to its certificate", "Export it anew");
        }
        return pair;
    }

    private static Optional<PrivateKey> key(String role, Path keyFile) {
        byte[] content = read(role, keyFile);
        try {
            for (PemObject block : Pem.blocks(new String(content, StandardCharsets.ISO_8859_1))) {
                if (block.getType().equals("PRIVATE KEY")) {
                    return KeyPairs.fromPkcs8(block.getContent());
                }
            }
        } catch (CertificateException malformed) {
            // Reported by the caller like a file without a key; the text must not show up in a message.
        }
        return Optional.empty();
    }

    private static byte[] read(String role, Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw unusable(role, file, "is larger than 256 KB", "Check the path");
            }
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw unusable(role, file, "cannot be read (" + unreadable.getClass().getSimpleName() + ")",
                    "Check the path and that the user who runs Muster may read it");
        }
    }

    private static KeyMaterialUnusable unusable(String role, Path file, String why, String cure) {
        return new KeyMaterialUnusable(role + " file " + file, why, cure);
    }
}
