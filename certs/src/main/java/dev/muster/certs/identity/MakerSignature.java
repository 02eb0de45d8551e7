package dev.muster.certs.identity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSTypedData;

/**
 * For enrolment: what a device says inside a CMS signature of its own (RFC 5652), with a certificate that its maker issued. Nothing
 * of it is believed before {@link #read} has followed the certificate to a maker we were told to trust and verified the signature.
 * SHA-1 is taken: the signature proves who made the hardware, and devices still use it. The certificates' dates are not looked
 * at: makers' device certificates expire while the devices live on. Memory: a few times {@link #MAX_BYTES}.
 */
public final class MakerSignature {
    /** Longest encoding. */
    public static final int MAX_BYTES = 64 * 1024;
    private static final int MOST_CERTIFICATES = 8;

    private final Set<TrustAnchor> anchors = new HashSet<>();

    /** @param makers certificates that a signer's has to lead to, at least one */
    public MakerSignature(List<X509Certificate> makers) {
        if (makers.isEmpty()) {
            throw new IllegalArgumentException("at least one maker is trusted");
        }
        makers.forEach(maker -> anchors.add(new TrustAnchor(maker, null)));
    }

    /** What came of reading; a bad one is a value, since anybody may send it. */
    public sealed interface Reading {
        /** Signed by hardware of a maker we trust. */
        @SuppressWarnings("ArrayRecordComponent") // opaque bytes, never compared
        record Verified(byte[] content) implements Reading {}

        /** Not believed. */
        record Refused(Problem problem) implements Reading {}
    }

    /** What is wrong; counted, and safe to log. */
    public enum Problem {
        /** Longer than {@link #MAX_BYTES}. */
        TOO_LARGE,
        /** No signed CMS message with content, one signer and its certificate. */
        NOT_SIGNED_DATA,
        /** The signer's certificate leads to no maker we trust. */
        UNTRUSTED,
        /** The signature does not verify, or not with an algorithm we take. */
        SIGNATURE
    }

    /** Reads and verifies; several public-key operations at most. */
    public Reading read(byte[] der) {
        if (der.length > MAX_BYTES) {
            return new Reading.Refused(Problem.TOO_LARGE);
        }
        try {
            CMSSignedData signed = new CMSSignedData(der);
            CMSTypedData content = signed.getSignedContent();
            Optional<X509CertificateHolder> signer = CmsSigner.certificate(signed);
            if (signer.isEmpty() || content == null || !(content.getContent() instanceof byte[] said)) {
                return new Reading.Refused(Problem.NOT_SIGNED_DATA);
            }
            @SuppressWarnings("unchecked") // certificates are what is in there; the type was written before generics
            Collection<X509CertificateHolder> all = signed.getCertificates().getMatches(null);
            if (all.size() > MOST_CERTIFICATES) {
                return new Reading.Refused(Problem.NOT_SIGNED_DATA);
            }
            if (!leadsToAMaker(chain(signer.get(), all))) {
                return new Reading.Refused(Problem.UNTRUSTED);
            }
            return CmsSigner.verifies(signed, signer.get())
                    ? new Reading.Verified(said)
                    : new Reading.Refused(Problem.SIGNATURE);
        } catch (CMSException | IOException | RuntimeException malformed) {
            // Bouncy Castle reports malformed ASN.1 with a dozen unchecked types; all mean the same here.
            return new Reading.Refused(Problem.NOT_SIGNED_DATA);
        }
    }

    /** The signer's certificate and those above it that came along, in their order. */
    private static List<X509CertificateHolder> chain(X509CertificateHolder signer,
            Collection<X509CertificateHolder> all) {
        List<X509CertificateHolder> chain = new ArrayList<>(List.of(signer));
        for (int above = 0; above < all.size(); above++) {
            X509CertificateHolder last = chain.getLast();
            Optional<X509CertificateHolder> issuer = all.stream()
                    .filter(each -> !chain.contains(each) && each.getSubject().equals(last.getIssuer())).findFirst();
            if (issuer.isEmpty()) {
                break;
            }
            chain.add(issuer.get());
        }
        return chain;
    }

    private boolean leadsToAMaker(List<X509CertificateHolder> chain) throws IOException {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            List<X509Certificate> path = new ArrayList<>();
            for (X509CertificateHolder holder : chain) {
                X509Certificate certificate = (X509Certificate) factory
                        .generateCertificate(new ByteArrayInputStream(holder.getEncoded()));
                if (anchors.stream().anyMatch(anchor -> certificate.equals(anchor.getTrustedCert()))) {
                    break;
                }
                path.add(certificate);
            }
            return !path.isEmpty() && validates(factory.generateCertPath(path));
        } catch (GeneralSecurityException unusable) {
            return false;
        }
    }

    private boolean validates(CertPath path) throws GeneralSecurityException {
        try {
            PKIXParameters rules = new PKIXParameters(anchors);
            rules.setRevocationEnabled(false);
            X509Certificate leaf = (X509Certificate) path.getCertificates().getFirst();
            // Judged by the dates of its own beginning: see above.
            rules.setDate(Date.from(latestBeginning(path, leaf)));
            var _ = CertPathValidator.getInstance("PKIX").validate(path, rules);
            return true;
        } catch (CertPathValidatorException | InvalidAlgorithmParameterException untrusted) {
            return false;
        }
    }

    private static Instant latestBeginning(CertPath path, X509Certificate leaf) {
        return path.getCertificates().stream().map(each -> ((X509Certificate) each).getNotBefore().toInstant())
                .max(Instant::compareTo).orElse(leaf.getNotBefore().toInstant());
    }
}
