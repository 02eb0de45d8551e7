package dev.muster.certs.cms;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.List;

import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcContentSignerBuilder;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;
import org.bouncycastle.operator.bc.BcRSAContentSignerBuilder;
import org.bouncycastle.util.CollectionStore;

/**
 * For enrolment: a document inside a CMS signature (RFC 5652), SHA-256, DER, with the signer's chain: how Apple devices read a
 * configuration profile that shows who made it. Holds nothing; one private operation a call.
 */
public final class SignedDocument {
    private SignedDocument() {}

    /**
     * Signs a document.
     *
     * @param key private key of the chain's first certificate, RSA or EC
     * @param chain the signer's certificate first, at least one
     */
    public static byte[] sign(byte[] document, PrivateKey key, List<X509Certificate> chain, SecureRandom random) {
        try {
            List<X509CertificateHolder> holders = new ArrayList<>();
            for (X509Certificate certificate : chain) {
                holders.add(new X509CertificateHolder(certificate.getEncoded()));
            }
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(new SignerInfoGeneratorBuilder(new BcDigestCalculatorProvider())
                    .build(signer(key).setSecureRandom(random).build(secret(key)), holders.getFirst()));
            generator.addCertificates(new CollectionStore<>(holders));
            return generator.generate(new CMSProcessableByteArray(document), true).getEncoded("DER");
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } catch (CMSException | OperatorCreationException | CertificateEncodingException impossible) {
            throw new IllegalStateException("a key that belongs to its certificate signs", impossible);
        }
    }

    private static AsymmetricKeyParameter secret(PrivateKey key) throws IOException {
        return PrivateKeyFactory.createKey(key.getEncoded());
    }

    private static BcContentSignerBuilder signer(PrivateKey key) {
        boolean rsa = key instanceof RSAKey;
        AlgorithmIdentifier algorithm = new DefaultSignatureAlgorithmIdentifierFinder()
                .find(rsa ? "SHA256withRSA" : "SHA256withECDSA");
        AlgorithmIdentifier digest = new DefaultDigestAlgorithmIdentifierFinder().find(algorithm);
        return rsa ? new BcRSAContentSignerBuilder(algorithm, digest) : new BcECContentSignerBuilder(algorithm, digest);
    }
}
