package dev.muster.certs.ca;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import dev.muster.certs.file.KeyMaterialUnusable;
import dev.muster.certs.x509.KeyAndChain;

/**
 * What a listener shows its clients: a key and the chain of its certificate, leaf first. The text form names no key.
 *
 * @param key private key of the leaf
 * @param chain leaf first, at least one certificate
 * @param staple OCSP response for the leaf, DER; empty for none
 */
public record ServerCertificate(PrivateKey key, List<X509Certificate> chain, Optional<byte[]> staple) {
    /** A certificate without an OCSP response. */
    public ServerCertificate(PrivateKey key, List<X509Certificate> chain) {
        this(key, chain, Optional.empty());
    }

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
        return of(KeyFiles.pem("server certificate", chainFile, keyFile));
    }

    /** The same with an OCSP response. */
    public ServerCertificate stapling(byte[] response) {
        return new ServerCertificate(key, chain, Optional.of(response.clone()));
    }

    /** Whether clients see no difference between the two. */
    public boolean looksLike(ServerCertificate other) {
        byte[] none = {};
        return chain.equals(other.chain) && Arrays.equals(staple.orElse(none), other.staple.orElse(none));
    }

    /** A key with its chain, as a server shows it. */
    public static ServerCertificate of(KeyAndChain pair) {
        return new ServerCertificate(pair.key(), pair.chain());
    }

    @Override
    public String toString() {
        return "ServerCertificate[" + leaf().getSubjectX500Principal() + "]";
    }
}
