package dev.muster.certs.cms;

import java.io.IOException;
import java.util.Set;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.DefaultCMSSignatureAlgorithmNameGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SignerInformationVerifier;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.operator.ContentVerifierProvider;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.operator.bc.BcECContentVerifierProviderBuilder;
import org.bouncycastle.operator.bc.BcRSAContentVerifierProviderBuilder;

/**
 * Serves readers of CMS messages: whether a signature is that of a key whose owner was judged before. From the key alone: validity is
 * another question, asked for now and not for the signing time. SHA-2 or, since devices still use it, SHA-1. Holds nothing.
 */
public final class SignerKey {
    private static final int MAX_RSA_BITS = 4_096;
    private static final Set<ASN1ObjectIdentifier> DIGESTS = Set.of(OIWObjectIdentifiers.idSHA1,
            NISTObjectIdentifiers.id_sha256, NISTObjectIdentifiers.id_sha384, NISTObjectIdentifiers.id_sha512);

    private SignerKey() {}

    /** One public-key operation; throws what Bouncy Castle throws for a signature that makes no sense. */
    public static boolean isSignedBy(SubjectPublicKeyInfo key, SignerInformation signer)
            throws CMSException, IOException, OperatorCreationException {
        return DIGESTS.contains(signer.getDigestAlgorithmID().getAlgorithm())
                && signer.verify(new SignerInformationVerifier(new DefaultCMSSignatureAlgorithmNameGenerator(),
                        new DefaultSignatureAlgorithmIdentifierFinder(), verifier(key),
                        new BcDigestCalculatorProvider()));
    }

    private static ContentVerifierProvider verifier(SubjectPublicKeyInfo info)
            throws IOException, OperatorCreationException {
        AsymmetricKeyParameter key = PublicKeyFactory.createKey(info);
        if (key instanceof RSAKeyParameters rsa) {
            if (rsa.getModulus().bitLength() > MAX_RSA_BITS) {
                throw new OperatorCreationException("the key is too large");
            }
            return new BcRSAContentVerifierProviderBuilder(new DefaultDigestAlgorithmIdentifierFinder()).build(key);
        }
        return new BcECContentVerifierProviderBuilder(new DefaultDigestAlgorithmIdentifierFinder()).build(key);
    }
}
