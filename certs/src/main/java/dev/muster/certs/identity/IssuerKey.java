package dev.muster.certs.identity;

import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.X509Certificate;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.RSADigestSigner;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/**
 * Serves the verifier: name and key of an issuing certificate. One of P-256 makes its key's tables for fast verification once
 * and shares them. Only the algorithm that our CAs sign with counts. Thread-safe.
 */
sealed interface IssuerKey {
    /** DER encoding of its name. */
    byte[] name();

    /** Whether this key signed these bytes. */
    boolean signed(CertificateFacts facts, byte[] content);

    /** Throws {@link IllegalArgumentException} for a key that no CA of ours has. */
    static IssuerKey of(X509Certificate certificate) {
        byte[] name = certificate.getSubjectX500Principal().getEncoded();
        AsymmetricKeyParameter key;
        try {
            key = PublicKeyFactory.createKey(certificate.getPublicKey().getEncoded());
        } catch (IOException malformed) {
            throw new IllegalArgumentException("an issuing certificate's key is readable", malformed);
        }
        return switch (key) {
            case ECPublicKeyParameters ec when ec.getParameters().getCurve().getFieldSize() == 256 -> new P256(name,
                    ec);
            case RSAKeyParameters rsa when rsa.getModulus().bitLength() >= 2048 -> new Rsa(name, rsa);
            default -> throw new IllegalArgumentException("an issuing certificate has a P-256 or an RSA key");
        };
    }

    private static boolean claims(CertificateFacts facts, ASN1ObjectIdentifier expected) {
        return facts.algorithm().filter(algorithm -> expected.equals(algorithm.getAlgorithm())).isPresent();
    }

    /** ECDSA with SHA-256. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record P256(byte[] name, ECPublicKeyParameters key) implements IssuerKey {
        @Override
        public boolean signed(CertificateFacts facts, byte[] content) {
            if (!claims(facts, X9ObjectIdentifiers.ecdsa_with_SHA256)) {
                return false;
            }
            try {
                BigInteger[] numbers = StandardDSAEncoding.INSTANCE.decode(key.getParameters().getN(),
                        facts.signature());
                ECDSASigner signer = new ECDSASigner();
                signer.init(false, key);
                return signer.verifySignature(CertificateVerifier.sha256(content), numbers[0], numbers[1]);
            } catch (IOException | RuntimeException notASignature) {
                return false;
            }
        }
    }

    /** RSA of PKCS#1 with SHA-256. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Rsa(byte[] name, RSAKeyParameters key) implements IssuerKey {
        @Override
        public boolean signed(CertificateFacts facts, byte[] content) {
            if (!claims(facts, PKCSObjectIdentifiers.sha256WithRSAEncryption)) {
                return false;
            }
            try {
                RSADigestSigner signer = new RSADigestSigner(new SHA256Digest());
                signer.init(false, key);
                signer.update(content, 0, content.length);
                return signer.verifySignature(facts.signature());
            } catch (RuntimeException notASignature) {
                return false;
            }
        }
    }
}
