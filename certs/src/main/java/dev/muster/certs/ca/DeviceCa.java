package dev.muster.certs.ca;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

import dev.muster.certs.file.KeyMaterialUnusable;
import dev.muster.certs.identity.CertificateIdentity;
import dev.muster.certs.identity.ClientCertificate;
import dev.muster.certs.identity.Fingerprint;
import dev.muster.certs.secret.Vault;
import dev.muster.certs.x509.CertificateSigner;
import dev.muster.certs.x509.CertificateSigner.Content;
import dev.muster.certs.x509.Extensions;
import dev.muster.certs.x509.Pem;

/**
 * For enrolment: the CA that issues device certificates, and this gateway's server certificate. A root stays in its
 * directory, an issuing certificate under it signs. Thread-safe; holds one private key in memory.
 */
public final class DeviceCa {
    /** How long a device certificate is valid unless the caller says otherwise. */
    public static final Duration DEFAULT_VALIDITY = Duration.ofDays(365);
    /** A certificate begins this much before it is issued, since devices' clocks are late. */
    static final Duration BACKDATED = Duration.ofMinutes(5);

    private final X509Certificate root;
    private final X509Certificate issuing;
    private final CertificateSigner signer;

    private DeviceCa(X509Certificate root, X509Certificate issuing, PrivateKey issuingKey, SecureRandom random) {
        this.root = root;
        this.issuing = issuing;
        X500Name name = X500Name.getInstance(issuing.getSubjectX500Principal().getEncoded());
        this.signer = new CertificateSigner(name, issuing.getPublicKey(), issuingKey, random);
    }

    /**
     * Loads the CA of a directory; creates one if the directory does not exist or is empty.
     *
     * @throws KeyMaterialUnusable if there is a CA that is damaged, incomplete, sealed under another vault key, or cannot be
     *         read or written. It is never replaced: every device certificate depends on it.
     */
    public static DeviceCa openOrCreate(Path directory, Vault vault, SecureRandom random, Clock clock) {
        Optional<DeviceCa> present = open(directory, vault, random);
        if (present.isPresent()) {
            return present.get();
        }
        CaFiles files = new CaFiles(directory, vault);
        files.write(FreshCa.make(clock.instant(), random));
        return read(files, random);
    }

    /**
     * Loads the CA of a directory and never makes one; empty if the directory does not exist or is empty.
     *
     * @throws KeyMaterialUnusable as {@link #openOrCreate}
     */
    public static Optional<DeviceCa> open(Path directory, Vault vault, SecureRandom random) {
        CaFiles files = new CaFiles(directory, vault);
        return files.exist() ? Optional.of(read(files, random)) : Optional.empty();
    }

    private static DeviceCa read(CaFiles files, SecureRandom random) {
        X509Certificate root = files.root();
        X509Certificate issuing = files.issuing();
        return new DeviceCa(root, issuing, files.issuingKey(issuing, root), random);
    }

    /** The root certificate, which devices trust. */
    public X509Certificate root() {
        return root;
    }

    /** The root certificate as PEM. */
    public String rootPem() {
        return Pem.of(List.of(root));
    }

    /** The certificates whose signature makes a certificate ours; for {@code CertificateVerifier}. */
    public List<X509Certificate> issuers() {
        return List.of(issuing);
    }

    /** The issuing certificates and the root: the CA names a server sends with its request for a client certificate. */
    public List<X509Certificate> acceptedIssuers() {
        return List.of(issuing, root);
    }

    /**
     * Issues a client certificate for the key of a PKCS#10 request. Nothing is kept: to record it is the caller's part.
     *
     * @param csr the request, DER or PEM, at most 16 KB; its subject and extensions are ignored
     * @param identity whose certificate it becomes
     * @param validity how long it is valid, above zero; cut at the end of the issuing certificate
     * @return the certificate with its chain, or why there is none
     */
    public CsrOutcome issue(byte[] csr, CertificateIdentity identity, Duration validity, Clock clock) {
        if (validity.isNegative() || validity.isZero()) {
            throw new IllegalArgumentException("validity must be above zero, not " + validity);
        }
        return switch (RequestCheck.check(csr)) {
            case RequestCheck.Finding.Unsound unsound -> new CsrOutcome.Refused(unsound.reason());
            case RequestCheck.Finding.Sound sound -> issue(sound.key(), identity, validity, clock.instant());
        };
    }

    private CsrOutcome issue(SubjectPublicKeyInfo key, CertificateIdentity identity, Duration validity, Instant now) {
        if (now.isBefore(issuing.getNotBefore().toInstant()) || now.isAfter(issuing.getNotAfter().toInstant())) {
            return new CsrOutcome.Refused(CsrOutcome.Reason.ISSUER_NOT_VALID);
        }
        X500Name subject = new X500NameBuilder().addRDN(BCStyle.O, identity.tenant())
                .addRDN(BCStyle.CN, identity.subject().toString()).build();
        Instant notBefore = now.minus(BACKDATED).truncatedTo(ChronoUnit.SECONDS);
        Instant notAfter = end(now.plus(validity));
        X509Certificate certificate = signer.sign(new Content(subject, key, notBefore, notAfter,
                Extensions.ofClient(new GeneralName(GeneralName.uniformResourceIdentifier, identity.toUri()))));
        ClientCertificate facts = new ClientCertificate(Fingerprint.of(Pem.encoded(certificate)), identity, notBefore,
                notAfter);
        return new CsrOutcome.Issued(new IssuedCertificate(facts, certificate, List.of(certificate, issuing, root)));
    }

    /**
     * A certificate that this CA issued before, with its chain: the certificate first, then the issuing CA, then the root.
     *
     * @param issued its DER encoding, as it was issued; {@link IllegalStateException} if it is anything else
     */
    public List<X509Certificate> chainOf(byte[] issued) {
        try {
            return List.of(Pem.certificate(issued), issuing, root);
        } catch (CertificateException damaged) {
            throw new IllegalStateException("a recorded certificate cannot be read", damaged);
        }
    }

    /** A server certificate for these names, and its chain up to the root. */
    List<X509Certificate> issueServer(PublicKey key, GeneralName[] names, Duration validity, Instant now) {
        // No host here: a common name has at most 64 characters, and clients look at the alternative names only.
        X500Name subject = new X500NameBuilder().addRDN(BCStyle.CN, "Muster gateway").build();
        X509Certificate certificate = signer
                .sign(new Content(subject, SubjectPublicKeyInfo.getInstance(key.getEncoded()),
                        now.minus(BACKDATED).truncatedTo(ChronoUnit.SECONDS), end(now.plus(validity)),
                        Extensions.ofServer(names)));
        return List.of(certificate, issuing, root);
    }

    /** The certificate of a registration authority, which signs answers and decrypts requests of SCEP clients. */
    public X509Certificate issueRegistrationAuthority(PublicKey key, Duration validity, Instant now) {
        X500Name subject = new X500NameBuilder().addRDN(BCStyle.CN, "Muster registration authority").build();
        return signer.sign(new Content(subject, SubjectPublicKeyInfo.getInstance(key.getEncoded()),
                now.minus(BACKDATED).truncatedTo(ChronoUnit.SECONDS), end(now.plus(validity)),
                Extensions.ofRegistrationAuthority()));
    }

    private Instant end(Instant wanted) {
        Instant last = issuing.getNotAfter().toInstant();
        return (wanted.isAfter(last) ? last : wanted).truncatedTo(ChronoUnit.SECONDS);
    }
}
