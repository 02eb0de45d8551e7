package dev.muster.certs.scep;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Optional;

import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.params.RSAKeyParameters;

/** Serves the reader: RSA keys that strangers name, and whether they may cost a public-key operation. */
final class RsaKeys {
    private static final int MIN_BITS = 2048;
    private static final int MAX_BITS = 4096;
    private static final int MAX_EXPONENT_BITS = 64;
    private static final BigInteger THREE = BigInteger.valueOf(3);

    private RsaKeys() {}

    /** The key, if it is RSA of 2048 to 4096 bits with an odd exponent of 3 or more. */
    static Optional<RSAKeyParameters> sound(SubjectPublicKeyInfo info) throws IOException {
        if (!PKCSObjectIdentifiers.rsaEncryption.equals(info.getAlgorithm().getAlgorithm())) {
            return Optional.empty();
        }
        RSAPublicKey key = RSAPublicKey.getInstance(info.parsePublicKey());
        BigInteger modulus = key.getModulus();
        BigInteger exponent = key.getPublicExponent();
        boolean sound = modulus.signum() > 0 && modulus.testBit(0) && modulus.bitLength() >= MIN_BITS
                && modulus.bitLength() <= MAX_BITS && exponent.compareTo(THREE) >= 0 && exponent.testBit(0)
                && exponent.bitLength() <= MAX_EXPONENT_BITS;
        // Bouncy Castle would look for small factors and prime moduli; the key's owner harms nobody but themselves with one.
        return sound ? Optional.of(new RSAKeyParameters(false, modulus, exponent, true)) : Optional.empty();
    }
}
