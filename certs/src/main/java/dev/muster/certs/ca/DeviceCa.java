package dev.muster.certs.ca;

import java.math.BigInteger;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
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
import dev.muster.certs.x509.KeyAndChain;
import dev.muster.certs.x509.Pem;
import dev.muster.certs.x509.RevokedSerial;

/**
 * For enrolment: the CA that issues device certificates, and this gateway's server certificate. A root stays in its
 * directory, an issuing certificate under it signs. Thread-safe; holds one private key in memory.
 */
public final class DeviceCa {
    /** How long a device certificate is valid unless the caller says otherwise. */
    public static final Duration DEFAULT_VALIDITY = Duration.ofDays(365);
    /** A certificate begins this much before it is issued, since devices' clocks are late. */
    static final Duration BACKDATED = Duration.ofMinutes(5);

    /** How long a list of revoked certificates may be used; a new one is made much earlier. */
    private static final Duration LIST_VALIDITY = Duration.ofDays(7);

    /** Issuing certificate first, root last. */
    private final List<X509Certificate> chain;
    private final X509Certificate issuing;
    private final CertificateSigner signer;
    private final Optional<String> revocationListUrl;

    private DeviceCa(List<X509Certificate> chain, CertificateSigner signer, Optional<String> revocationListUrl) {
        this.chain = List.copyOf(chain);
        this.issuing = chain.getFirst();
        this.signer = signer;
        this.revocationListUrl = revocationListUrl;
    }

    /** The same CA, whose certificates say from now on where the list of revoked ones is. */
    public DeviceCa withRevocationListAt(String url) {
        return new DeviceCa(chain, signer, Optional.of(url));
    }

    /**
     * Loads the CA of a directory; creates one if the directory does not exist or is empty.
     *
     * @throws KeyMaterialUnusable if there is a CA that is damaged, incomplete, sealed under another vault key, or cannot be
     *         read or written. It is never replaced: every device certificate depends on it.
     */
    public static DeviceCa openOrCreate(Path directory, Vault vault, SecureRandom random, Clock clock) {
        return openOrCreate(directory, vault, CaKeys.P256, random, clock);
    }

    /**
     * As {@link #openOrCreate(Path, Vault, SecureRandom, Clock)}.
     *
     * @param keys what keys a new CA has; one that is there keeps its own
     */
    public static DeviceCa openOrCreate(Path directory, Vault vault, CaKeys keys, SecureRandom random, Clock clock) {
        Optional<DeviceCa> present = open(directory, vault, random);
        if (present.isPresent()) {
            return present.get();
        }
        CaFiles files = new CaFiles(directory, vault);
        files.write(FreshCa.make(keys, clock.instant(), random));
        return read(files, random);
    }

    /**
     * Makes a CA that an operator brings the CA of an empty or missing directory; its key is sealed there.
     *
     * @param what the files it comes from, for messages
     * @param given the issuing certificate with its key, and what leads to its root
     * @throws KeyMaterialUnusable if it cannot issue device certificates, or there is another CA already
     */
    public static DeviceCa importInto(Path directory, Vault vault, String what, KeyAndChain given, SecureRandom random,
            Clock clock) {
        CaFiles files = new CaFiles(directory, vault);
        if (files.exist()) {
            throw new KeyMaterialUnusable("device CA in " + directory, "is there already",
                    "A CA is imported into an empty data directory: devices depend on the one they enrolled with");
        }
        files.write(ForeignCa.of(what, given, clock.instant()));
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
        List<X509Certificate> chain = files.chain();
        X509Certificate issuing = chain.getFirst();
        X500Name name = X500Name.getInstance(issuing.getSubjectX500Principal().getEncoded());
        return new DeviceCa(chain,
                new CertificateSigner(name, issuing.getPublicKey(), files.issuingKey(chain), random),
                Optional.empty());
    }

    /** The kind of its keys. */
    CaKeys keys() {
        return issuing.getPublicKey() instanceof RSAKey ? CaKeys.RSA : CaKeys.P256;
    }

    /** The root certificate, which devices trust. */
    public X509Certificate root() {
        return chain.getLast();
    }

    /** The root certificate as PEM. */
    public String rootPem() {
        return Pem.of(List.of(root()));
    }

    /** The certificates whose signature makes a certificate ours; for {@code CertificateVerifier}. */
    public List<X509Certificate> issuers() {
        return List.of(issuing);
    }

    /** The issuing certificates and the root: the CA names a server sends with its request for a client certificate. */
    public List<X509Certificate> acceptedIssuers() {
        return chain;
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
        List<Extension> extensions = new ArrayList<>(
                Extensions.ofClient(new GeneralName(GeneralName.uniformResourceIdentifier, identity.toUri())));
        revocationListUrl.map(Extensions::revocationListAt).ifPresent(extensions::add);
        X509Certificate certificate = signer.sign(new Content(subject, key, notBefore, notAfter, extensions));
        ClientCertificate facts = new ClientCertificate(Fingerprint.of(Pem.encoded(certificate)), identity, notBefore,
                notAfter);
        return new CsrOutcome.Issued(new IssuedCertificate(facts, certificate, under(certificate)));
    }

    /**
     * A certificate that this CA issued before, with its chain: the certificate first, then the issuing CA, then the root.
     *
     * @param issued its DER encoding, as it was issued; {@link IllegalStateException} if it is anything else
     */
    public List<X509Certificate> chainOf(byte[] issued) {
        try {
            return under(Pem.certificate(issued));
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
        return under(certificate);
    }

    /** The certificate of a registration authority, which signs answers and decrypts requests of SCEP clients. */
    public X509Certificate issueRegistrationAuthority(PublicKey key, Duration validity, Instant now) {
        X500Name subject = new X500NameBuilder().addRDN(BCStyle.CN, "Muster registration authority").build();
        return signer.sign(new Content(subject, SubjectPublicKeyInfo.getInstance(key.getEncoded()),
                now.minus(BACKDATED).truncatedTo(ChronoUnit.SECONDS), end(now.plus(validity)),
                Extensions.ofRegistrationAuthority()));
    }

    /**
     * Signs the list of revoked certificates of this moment (CRL). Its number is the second it is made in, so lists of several
     * gateways follow one another.
     *
     * @return its DER encoding
     */
    public byte[] revocationList(List<RevokedSerial> revoked, Instant now) {
        Instant at = now.truncatedTo(ChronoUnit.SECONDS);
        return signer.sign(new CertificateSigner.RevocationList(BigInteger.valueOf(at.getEpochSecond()), at,
                at.plus(LIST_VALIDITY)), revoked);
    }

    private List<X509Certificate> under(X509Certificate certificate) {
        List<X509Certificate> whole = new ArrayList<>();
        whole.add(certificate);
        whole.addAll(chain);
        return List.copyOf(whole);
    }

    private Instant end(Instant wanted) {
        Instant last = issuing.getNotAfter().toInstant();
        return (wanted.isAfter(last) ? last : wanted).truncatedTo(ChronoUnit.SECONDS);
    }
}
