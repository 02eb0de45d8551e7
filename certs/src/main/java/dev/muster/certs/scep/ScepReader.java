package dev.muster.certs.scep;

import java.io.IOException;
import java.util.Collection;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSTypedData;
import org.bouncycastle.cms.DefaultCMSSignatureAlgorithmNameGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.bc.BcRSASignerInfoVerifierBuilder;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;

import dev.muster.certs.scep.ScepReading.Problem;
import dev.muster.certs.scep.ScepReading.Unreadable;

/**
 * For enrolment: reads requests of SCEP clients (RFC 8894, section 3), which anybody may send. Sizes and kinds of keys are checked
 * before any public-key operation, the signature before the RA's key is used. Costs one RSA verification and one private operation
 * at most. Thread-safe.
 */
public final class ScepReader {
    /** Longest pkiMessage. */
    public static final int MAX_BYTES = 64 * 1024;

    private static final Set<ASN1ObjectIdentifier> DIGESTS = Set.of(OIWObjectIdentifiers.idSHA1,
            NISTObjectIdentifiers.id_sha256, NISTObjectIdentifiers.id_sha384, NISTObjectIdentifiers.id_sha512);

    private final EnvelopeOpener opener;

    /** @param authority whose requests these are */
    public ScepReader(ScepAuthority authority) {
        this.opener = new EnvelopeOpener(authority);
    }

    /** Reads a pkiMessage, DER or BER. */
    public ScepReading read(byte[] message) {
        if (message.length > MAX_BYTES) {
            return new Unreadable(Problem.TOO_LARGE);
        }
        try {
            return read(new CMSSignedData(message));
        } catch (CMSException | IOException | RuntimeException malformed) {
            // Bouncy Castle reports malformed ASN.1 with a dozen unchecked types; all mean the same here.
            return new Unreadable(Problem.NOT_SIGNED_DATA);
        }
    }

    private ScepReading read(CMSSignedData signed) throws CMSException, IOException {
        Collection<SignerInformation> signers = signed.getSignerInfos().getSigners();
        CMSTypedData content = signed.getSignedContent();
        if (signers.size() != 1 || content == null || !(content.getContent() instanceof byte[] envelope)) {
            return new Unreadable(Problem.NOT_SIGNED_DATA);
        }
        SignerInformation signer = signers.iterator().next();
        Optional<X509CertificateHolder> certificate = certificate(signed, signer);
        if (certificate.isEmpty()) {
            return new Unreadable(Problem.NOT_SIGNED_DATA);
        }
        if (!DIGESTS.contains(signer.getDigestAlgorithmID().getAlgorithm())) {
            return new Unreadable(Problem.DIGEST);
        }
        Optional<RSAKeyParameters> key = RsaKeys.sound(certificate.get().getSubjectPublicKeyInfo());
        if (key.isEmpty()) {
            return new Unreadable(Problem.SIGNER_KEY);
        }
        if (!isVerified(signer, key.get())) {
            return new Unreadable(Problem.SIGNATURE);
        }
        Optional<SignedAttributes> attributes = SignedAttributes.of(signer);
        if (attributes.isEmpty()) {
            return new Unreadable(Problem.ATTRIBUTES);
        }
        ScepTransaction transaction = new ScepTransaction(attributes.get().transactionId(),
                attributes.get().senderNonce(), certificate.get(), signer.getDigestAlgorithmID().getAlgorithm());
        return opener.open(transaction, attributes.get().messageType(), envelope);
    }

    private static Optional<X509CertificateHolder> certificate(CMSSignedData signed, SignerInformation signer) {
        @SuppressWarnings("unchecked") // a signer's id selects certificates; its type was written before generics
        Iterator<X509CertificateHolder> matching = signed.getCertificates().getMatches(signer.getSID()).iterator();
        return matching.hasNext() ? Optional.of(matching.next()) : Optional.empty();
    }

    /** Also compares the content's digest with the one that was signed. */
    private static boolean isVerified(SignerInformation signer, RSAKeyParameters key) {
        try {
            // Every attribute is signed or there are none, in which case those of SCEP are missing.
            return signer.verify(new BcRSASignerInfoVerifierBuilder(new DefaultCMSSignatureAlgorithmNameGenerator(),
                    new DefaultSignatureAlgorithmIdentifierFinder(), new DefaultDigestAlgorithmIdentifierFinder(),
                    new BcDigestCalculatorProvider()).build(key));
        } catch (CMSException | OperatorCreationException unverifiable) {
            return false;
        }
    }
}
