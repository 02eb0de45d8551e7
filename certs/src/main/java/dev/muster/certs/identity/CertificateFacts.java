package dev.muster.certs.identity;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * Serves the verifier: what a certificate says about itself, read without any public-key operation and without trusting a byte
 * of it. At most 16 KB are looked at; Bouncy Castle bounds the nesting.
 */
final class CertificateFacts {
    private static final int MAX_BYTES = 16 * 1024;

    private final Certificate certificate;
    private final byte[] issuer;
    private final Instant notBefore;
    private final Instant notAfter;

    private CertificateFacts(Certificate certificate) throws IOException {
        this.certificate = certificate;
        this.issuer = certificate.getIssuer().getEncoded(ASN1Encoding.DER);
        this.notBefore = certificate.getStartDate().getDate().toInstant();
        this.notAfter = certificate.getEndDate().getDate().toInstant();
    }

    /** Reads a DER encoding; empty if it is not one whole certificate, or BER instead of DER. */
    static Optional<CertificateFacts> read(byte[] der) {
        if (der.length > MAX_BYTES) {
            return Optional.empty();
        }
        try {
            Certificate certificate = Certificate.getInstance(der);
            // Signatures are checked over a fresh encoding. Were another spelling of the same content accepted, one
            // certificate would have many fingerprints.
            return Arrays.equals(certificate.getEncoded(ASN1Encoding.DER), der)
                    ? Optional.of(new CertificateFacts(certificate))
                    : Optional.empty();
        } catch (IOException | RuntimeException malformed) {
            // Bouncy Castle reports malformed ASN.1 with a dozen unchecked types; all mean the same here.
            return Optional.empty();
        }
    }

    /** DER encoding of the issuer's name. */
    byte[] issuer() {
        return issuer.clone();
    }

    Instant notBefore() {
        return notBefore;
    }

    Instant notAfter() {
        return notAfter;
    }

    /** The bytes the issuer signed. */
    byte[] signed() throws IOException {
        return certificate.getTBSCertificate().getEncoded(ASN1Encoding.DER);
    }

    /** The algorithm the signature claims; empty if the certificate names two different ones. */
    Optional<AlgorithmIdentifier> algorithm() {
        AlgorithmIdentifier outer = certificate.getSignatureAlgorithm();
        return outer.equals(certificate.getTBSCertificate().getSignature()) ? Optional.of(outer) : Optional.empty();
    }

    byte[] signature() {
        return certificate.getSignature().getOctets();
    }

    /**
     * Whether it is meant for a TLS client: no CA, extended usage clientAuth, and key usage, if there is one, with
     * digitalSignature.
     *
     * @throws RuntimeException if an extension is malformed
     */
    boolean isForClients() {
        Extensions extensions = certificate.getTBSCertificate().getExtensions();
        if (certificate.getVersionNumber() != 3 || extensions == null) {
            return false;
        }
        BasicConstraints constraints = BasicConstraints.fromExtensions(extensions);
        ExtendedKeyUsage purposes = ExtendedKeyUsage.fromExtensions(extensions);
        KeyUsage usage = KeyUsage.fromExtensions(extensions);
        return (constraints == null || !constraints.isCA()) && purposes != null
                && purposes.hasKeyPurposeId(KeyPurposeId.id_kp_clientAuth)
                && (usage == null || usage.hasUsages(KeyUsage.digitalSignature));
    }

    /**
     * The one identity among its alternative names; empty if there is none or more than one.
     *
     * @throws RuntimeException if the extension is malformed
     */
    Optional<CertificateIdentity> identity() {
        GeneralNames names = GeneralNames.fromExtensions(certificate.getTBSCertificate().getExtensions(),
                org.bouncycastle.asn1.x509.Extension.subjectAlternativeName);
        List<CertificateIdentity> found = new ArrayList<>();
        if (names != null) {
            for (GeneralName name : names.getNames()) {
                if (name.getTagNo() == GeneralName.uniformResourceIdentifier) {
                    CertificateIdentity.fromUri(ASN1IA5String.getInstance(name.getName()).getString())
                            .ifPresent(found::add);
                }
            }
        }
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }
}
