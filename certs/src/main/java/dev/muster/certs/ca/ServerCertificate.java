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
import dev.muster.certs.x509.KeyPairs;
import dev.muster.certs.x509.Pem;

/**
 * What a listener shows its clients: a key and the chain of its certificate, leaf first. The text form names no key.
 *
 * @param key private key of the leaf
 * @param chain leaf first, at least one certificate
 */
public record ServerCertificate(PrivateKey key, List<X509Certificate> chain) {
    public ServerCertificate {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a server certificate has a chain of at least one certificate");
        }
    }

    /** The certificate itself. */
    public X509Certificate leaf() {
        return chain.getFirst();
    }

    /**
     * Loads what an operator provides.
     *
     * @param chainFile PEM, leaf first
     * @param keyFile PEM, PKCS#8, not encrypted
     * @throws KeyMaterialUnusable if a file cannot be read or they do not belong together
     */
    public static ServerCertificate fromPem(Path chainFile, Path keyFile) {
        List<X509Certificate> chain;
        try {
            chain = Pem.certificates(read(chainFile));
        } catch (CertificateException malformed) {
            throw unusable(chainFile, "is not a PEM certificate chain", "Give the certificate first, then its issuers");
        }
        PrivateKey key = key(keyFile).orElseThrow(() -> unusable(keyFile, "holds no plain PKCS#8 key, RSA or EC",
                "Convert the key with: openssl pkcs8 -topk8 -nocrypt"));
        if (!KeyPairs.belong(key, chain.getFirst().getPublicKey())) {
            throw unusable(keyFile, "does not belong to the first certificate of " + chainFile,
                    "Give the key the certificate was requested with, and put the server's certificate first");
        }
        return new ServerCertificate(key, chain);
    }

    private static Optional<PrivateKey> key(Path keyFile) {
        try {
            for (PemObject block : Pem.blocks(read(keyFile))) {
                if (block.getType().equals("PRIVATE KEY")) {
                    return KeyPairs.fromPkcs8(block.getContent());
                }
            }
        } catch (CertificateException malformed) {
            // Reported by the caller like a file without a key; the text must not show up in a message.
        }
        return Optional.empty();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException unreadable) {
            throw unusable(file, "cannot be read (" + unreadable.getClass().getSimpleName() + ")",
                    "Check the path and that the user who runs Muster may read it");
        }
    }

    private static KeyMaterialUnusable unusable(Path file, String why, String cure) {
        return new KeyMaterialUnusable("server certificate file " + file, why, cure);
    }

    @Override
    public String toString() {
        return "ServerCertificate[" + leaf().getSubjectX500Principal() + "]";
    }
}
