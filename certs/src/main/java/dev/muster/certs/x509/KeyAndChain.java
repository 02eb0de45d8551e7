package dev.muster.certs.x509;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A private key and the chain of its certificate, as they come out of a file. The text form names no key.
 *
 * @param key private key of the first certificate; whether it belongs is the reader's question
 * @param chain the key's certificate first, at least one
 */
public record KeyAndChain(PrivateKey key, List<X509Certificate> chain) {
    public KeyAndChain {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a chain has at least one certificate");
        }
    }

    @Override
    public String toString() {
        return "KeyAndChain[" + chain.getFirst().getSubjectX500Principal() + "]";
    }
}
