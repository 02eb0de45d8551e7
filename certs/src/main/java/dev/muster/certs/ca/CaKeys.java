package dev.muster.certs.ca;

import java.security.KeyPair;
import java.security.SecureRandom;

import dev.muster.certs.x509.KeyPairs;

/** What keys a new CA has; its server certificates have the same kind. */
public enum CaKeys {
    /** P-256: small and fast to sign; for every client of the last fifteen years. */
    P256 {
        @Override
        KeyPair ofAuthority(SecureRandom random) {
            return KeyPairs.p256(random);
        }

        @Override
        KeyPair ofServer(SecureRandom random) {
            return KeyPairs.p256(random);
        }
    },
    /** RSA with 3072 bits, servers 2048: for clients that know nothing else. */
    RSA {
        @Override
        KeyPair ofAuthority(SecureRandom random) {
            return KeyPairs.rsa(3072, random);
        }

        @Override
        KeyPair ofServer(SecureRandom random) {
            return KeyPairs.rsa2048(random);
        }
    };

    /** A new pair for a root or an issuing certificate; RSA takes up to some seconds. */
    abstract KeyPair ofAuthority(SecureRandom random);

    /** A new pair for a server certificate. */
    abstract KeyPair ofServer(SecureRandom random);
}
