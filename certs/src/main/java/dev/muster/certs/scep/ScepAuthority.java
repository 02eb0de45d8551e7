package dev.muster.certs.scep;

import java.io.IOException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;

/**
 * The registration authority that SCEP clients talk to: they encrypt to its RSA key and check its signature (our CA's own key is an
 * elliptic one, which clients cannot encrypt to). The text form names no key.
 */
public final class ScepAuthority {
    private final X509CertificateHolder certificate;
    private final RSAKeyParameters key;
    private final List<X509CertificateHolder> chain;
    private final SecureRandom random;

    /**
     * @param certificate the RA's certificate, RSA, issued by the first of the chain
     * @param key its private key
     * @param chain the issuing certificate, what issued that, and so on up to the root
     */
    public ScepAuthority(X509Certificate certificate, PrivateKey key, List<X509Certificate> chain,
            SecureRandom random) {
        this.random = random;
        try {
            this.certificate = new X509CertificateHolder(certificate.getEncoded());
            if (!(PrivateKeyFactory.createKey(key.getEncoded()) instanceof RSAKeyParameters rsa)) {
                throw new IllegalArgumentException("a registration authority has an RSA key");
            }
            this.key = rsa;
            List<X509CertificateHolder> holders = new ArrayList<>();
            for (X509Certificate issuer : chain) {
                holders.add(new X509CertificateHolder(issuer.getEncoded()));
            }
            this.chain = List.copyOf(holders);
        } catch (IOException | CertificateEncodingException malformed) {
            throw new IllegalArgumentException("certificates and key of a registration authority are readable");
        }
    }

    X509CertificateHolder certificate() {
        return certificate;
    }

    RSAKeyParameters key() {
        return key;
    }

    List<X509CertificateHolder> chain() {
        return chain;
    }

    SecureRandom random() {
        return random;
    }

    /** Whether an encryption algorithm is the one this key is for: RSA with the padding of PKCS#1 version 1.5. */
    static boolean isForRsa(AlgorithmIdentifier algorithm) {
        return org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers.rsaEncryption.equals(algorithm.getAlgorithm());
    }

    @Override
    public String toString() {
        return "ScepAuthority[" + certificate.getSubject() + "]";
    }
}
