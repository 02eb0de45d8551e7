package dev.muster.certs.x509;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;

/** Key pairs of the kinds Muster uses: P-256 and RSA. Holds nothing. */
public final class KeyPairs {
    private KeyPairs() {}

    /** A new P-256 pair. */
    public static KeyPair p256(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has P-256", impossible);
        }
    }

    /** A new RSA-2048 pair; takes a tenth of a second or more. */
    public static KeyPair rsa2048(SecureRandom random) {
        return rsa(2048, random);
    }

    /** A new RSA pair; takes a tenth of a second or, the larger it is, some seconds. */
    public static KeyPair rsa(int bits, SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has RSA", impossible);
        }
    }

    /** A private key from PKCS#8, EC or RSA; empty if it is neither. */
    public static Optional<PrivateKey> fromPkcs8(byte[] pkcs8) {
        return fromPkcs8("EC", pkcs8).or(() -> fromPkcs8("RSA", pkcs8));
    }

    private static Optional<PrivateKey> fromPkcs8(String algorithm, byte[] pkcs8) {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
        } catch (InvalidKeySpecException notThisKind) {
            return Optional.empty();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has " + algorithm, impossible);
        }
    }

    /** Whether the private key belongs to the public one: what one signs the other verifies. */
    public static boolean belong(PrivateKey secret, PublicKey open) {
        if (!secret.getAlgorithm().equals(open.getAlgorithm())) {
            return false;
        }
        byte[] probe = "muster key probe".getBytes(StandardCharsets.US_ASCII);
        try {
            String algorithm = secret instanceof RSAKey ? "SHA256withRSA" : "SHA256withECDSA";
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(secret);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(open);
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException unfit) {
            // Keys of different sizes or curves fail here instead of answering false.
            return false;
        }
    }

    /** Whether the issuer's key signed the certificate. */
    public static boolean issued(X509Certificate issuer, X509Certificate certificate) {
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException foreign) {
            return false;
        }
    }
}
