package dev.muster.certs.apns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.KeyPair;
import java.security.SecureRandom;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcRSAContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;

import dev.muster.certs.x509.KeyPairs;
import dev.muster.certs.x509.Pem;

/**
 * A key for a push certificate and the request (PKCS#10) by which Apple certifies it, for the administrator who begins with
 * nothing. RSA of 2048 bits with SHA-256, as Apple's portal takes it. The text form names no key.
 *
 * @param requestPem the request; no secret
 * @param keyPem its private key, PKCS#8: a secret
 */
public record PushCertificateRequest(String requestPem, String keyPem) {
    private static final int LONGEST_NAME = 64;

    /**
     * Makes a new key and its request; takes a tenth of a second or more.
     *
     * @param name common name of the request, cut at 64 characters; Apple puts a name of its own into the certificate
     */
    public static PushCertificateRequest make(String name, SecureRandom random) {
        KeyPair keys = KeyPairs.rsa2048(random);
        X500Name subject = new X500NameBuilder()
                .addRDN(BCStyle.CN, name.substring(0, Math.min(LONGEST_NAME, name.length()))).build();
        AlgorithmIdentifier algorithm = new DefaultSignatureAlgorithmIdentifierFinder().find("SHA256withRSA");
        try {
            byte[] request = new PKCS10CertificationRequestBuilder(subject,
                    SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()))
                    .build(new BcRSAContentSignerBuilder(algorithm,
                            new DefaultDigestAlgorithmIdentifierFinder().find(algorithm)).setSecureRandom(random)
                            .build(PrivateKeyFactory.createKey(keys.getPrivate().getEncoded())))
                    .getEncoded();
            return new PushCertificateRequest(Pem.block("CERTIFICATE REQUEST", request), Pem.of(keys.getPrivate()));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } catch (OperatorCreationException impossible) {
            throw new IllegalStateException("a key that was just made signs", impossible);
        }
    }

    @Override
    public String toString() {
        return "PushCertificateRequest[" + requestPem.length() + " characters]";
    }
}
