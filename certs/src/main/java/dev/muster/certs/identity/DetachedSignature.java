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
import org.bouncycastle.cms.CMSProcessableByteArray;
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
 * A detached CMS signature (RFC 5652) over a message, as devices put it into a header of their request when TLS ends before us.
 * Read first, then ask {@link ClientVerifier} about {@link #certificate}, and only then {@link #covers}: so nobody's key but one
 * that we certified is ever calculated with. At most {@link #MAX_BYTES} are looked at. Holds no secret.
 *
 * <p>
 * One signer, whose certificate comes along; the digest is SHA-2 or, since Apple's clients still use it, SHA-1: there the
 * message is signed as it arrives, and whoever wanted to find two messages with one digest would have to be the device itself.
 * The signing time is not looked at: devices' clocks are wrong too often.
 */
public final class DetachedSignature {
    /** Longest encoding. */
    public static final int MAX_BYTES = 32 * 1024;
    private static final int MAX_RSA_BITS = 4_096;
    private static final Set<ASN1ObjectIdentifier> DIGESTS = Set.of(OIWObjectIdentifiers.idSHA1,
            NISTObjectIdentifiers.id_sha256, NISTObjectIdentifiers.id_sha384, NISTObjectIdentifiers.id_sha512);

    private final byte[] cms;
    private final X509CertificateHolder holder;

    private DetachedSignature(byte[] cms, X509CertificateHolder holder) {
        this.cms = cms;
        this.holder = holder;
    }

    /** Reads a signature without trusting a byte of it; empty if it is none, has content, or not exactly one signer with its certificate. */
    public static Optional<DetachedSignature> read(byte[] der) {
        if (der.length > MAX_BYTES) {
            return Optional.empty();
        }
        try {
            CMSSignedData signed = new CMSSignedData(der);
            Collection<SignerInformation> signers = signed.getSignerInfos().getSigners();
            if (!signed.isDetachedSignature() || signers.size() != 1) {
                return Optional.empty();
            }
            Selector<X509CertificateHolder> signer = bySigner(signers.iterator().next());
            Collection<X509CertificateHolder> certificates = signed.getCertificates().getMatches(signer);
            return certificates.size() == 1
                    ? Optional.of(new DetachedSignature(der.clone(), certificates.iterator().next()))
                    : Optional.empty();
        } catch (CMSException | RuntimeException malformed) {
            // Bouncy Castle reports malformed ASN.1 with a dozen unchecked types; all mean the same here.
            return Optional.empty();
        }
    }

    @SuppressWarnings("unchecked") // a SignerId selects certificates; Bouncy Castle does not say so in its type
    private static Selector<X509CertificateHolder> bySigner(SignerInformation signer) {
        return signer.getSID();
    }

    /** The signer's certificate, which came along and proves nothing yet. */
    public byte[] certificate() {
        try {
            return holder.getEncoded();
        } catch (IOException unreadable) {
            return new byte[0];
        }
    }

    /** Whether this is the signer's signature over exactly these bytes; one public-key operation. */
    public boolean covers(byte[] content) {
        try {
            CMSSignedData signed = new CMSSignedData(new CMSProcessableByteArray(content), cms);
            SignerInformation signer = signed.getSignerInfos().getSigners().iterator().next();
            return DIGESTS.contains(signer.getDigestAlgorithmID().getAlgorithm()) && signer.verify(verifier());
        } catch (CMSVerifierCertificateNotValidException outOfTime) {
            return false;
        } catch (CMSException | IOException | OperatorCreationException | RuntimeException notASignature) {
            return false;
        }
    }

    private SignerInformationVerifier verifier() throws IOException, OperatorCreationException {
        return new SignerInformationVerifier(new DefaultCMSSignatureAlgorithmNameGenerator(),
                new DefaultSignatureAlgorithmIdentifierFinder(), key(holder.getSubjectPublicKeyInfo()),
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

    @Override
    public String toString() {
        return "DetachedSignature[" + cms.length + " bytes]";
    }
}
