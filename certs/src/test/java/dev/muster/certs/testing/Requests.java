package dev.muster.certs.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcContentSignerBuilder;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;
import org.bouncycastle.operator.bc.BcRSAContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;

/** Certificate requests as devices make them, good and bad. */
public final class Requests {
    private Requests() {}

    /** A request for a pair, signed with SHA-256. */
    public static byte[] of(KeyPair keys) {
        boolean rsa = keys.getPrivate().getAlgorithm().equals("RSA");
        return of(keys.getPublic(), keys, rsa ? "SHA256withRSA" : "SHA256withECDSA");
    }

    /** A request that names one key and is signed by another. */
    public static byte[] of(PublicKey named, KeyPair signing, String algorithm) {
        try {
            AsymmetricKeyParameter secret = PrivateKeyFactory.createKey(signing.getPrivate().getEncoded());
            AlgorithmIdentifier signature = new DefaultSignatureAlgorithmIdentifierFinder().find(algorithm);
            AlgorithmIdentifier digest = new DefaultDigestAlgorithmIdentifierFinder().find(signature);
            BcContentSignerBuilder builder = algorithm.endsWith("RSA")
                    ? new BcRSAContentSignerBuilder(signature, digest)
                    : new BcECContentSignerBuilder(signature, digest);
            return new PKCS10CertificationRequestBuilder(new X500Name("CN=whoever"),
                    SubjectPublicKeyInfo.getInstance(named.getEncoded())).build(builder.build(secret)).getEncoded();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } catch (OperatorCreationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** An elliptic pair of a named curve. */
    public static KeyPair curve(String name) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(name), new SecureRandom());
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** An RSA pair of this many bits. */
    public static KeyPair rsa(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits, new SecureRandom());
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
