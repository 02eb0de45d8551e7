package dev.muster.certs.identity;

import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSVerifierCertificateNotValidException;
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
import org.bouncycastle.util.Selector;

/**
 * Serves the CMS signatures of devices, detached or not: the one signer's certificate, and whether the signature is its key's. The
 * digest is SHA-2 or, since devices still use it, SHA-1: there the message is signed by the one it speaks for, and whoever wanted
 * two messages with one digest would have to be the device itself. The signing time is not looked at: devices' clocks are wrong too
 * often.
 */
final class CmsSigner {
    private static final int MAX_RSA_BITS = 4_096;
    private static final Set<ASN1ObjectIdentifier> DIGESTS = Set.of(OIWObjectIdentifiers.idSHA1,
            NISTObjectIdentifiers.id_sha256, NISTObjectIdentifiers.id_sha384, NISTObjectIdentifiers.id_sha512);

    private CmsSigner() {}

    /** The certificate of the one signer, which came along; empty unless there is exactly one signer with one certificate. */
    static Optional<X509CertificateHolder> certificate(CMSSignedData signed) {
        Collection<SignerInformation> signers = signed.getSignerInfos().getSigners();
        if (signers.size() != 1) {
            return Optional.empty();
        }
        Selector<X509CertificateHolder> signer = bySigner(signers.iterator().next());
        Collection<X509CertificateHolder> certificates = signed.getCertificates().getMatches(signer);
        return certificates.size() == 1 ? Optional.of(certificates.iterator().next()) : Optional.empty();
    }

    @SuppressWarnings("unchecked") // a SignerId selects certificates; Bouncy Castle does not say so in its type
    private static Selector<X509CertificateHolder> bySigner(SignerInformation signer) {
        return signer.getSID();
    }

    /** Whether the one signature is this certificate's key's; one public-key operation. */
    static boolean verifies(CMSSignedData signed, X509CertificateHolder certificate) {
        try {
            SignerInformation signer = signed.getSignerInfos().getSigners().iterator().next();
            return DIGESTS.contains(signer.getDigestAlgorithmID().getAlgorithm())
                    && signer.verify(verifier(certificate));
        } catch (CMSVerifierCertificateNotValidException outOfTime) {
            return false;
        } catch (CMSException | IOException | OperatorCreationException | RuntimeException notASignature) {
            return false;
        }
    }

    private static SignerInformationVerifier verifier(X509CertificateHolder certificate)
            throws IOException, OperatorCreationException {
        return new SignerInformationVerifier(new DefaultCMSSignatureAlgorithmNameGenerator(),
                new DefaultSignatureAlgorithmIdentifierFinder(), key(certificate.getSubjectPublicKeyInfo()),
                new BcDigestCalculatorProvider());
    }

    /** From the key alone, since validity is the verifier's question and is asked for now, not for the signing time. */
    private static ContentVerifierProvider key(SubjectPublicKeyInfo info)
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
