package dev.muster.certs.identity;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * For the check-in listener: decides whether a client certificate was issued by one of our issuing certificates, old ones
 * included. The event loop asks {@link #quick}, which costs a SHA-256 and a lookup; what it leaves open goes to
 * {@link #verify} on another thread. TLS proves that the client holds the key; revocation and the certificate's purpose are
 * the caller's questions.
 *
 * <p>
 * Signatures are checked with Bouncy Castle's own ECDSA: SunEC takes six times as long on a processor without AVX-512.
 */
public final class CertificateVerifier implements ClientVerifier {
    /** How many verified certificates are remembered unless told otherwise: 30 MB when full. */
    public static final int DEFAULT_CAPACITY = 200_000;

    private final List<IssuerKey> issuers;
    private final VerifiedSet verified;

    /**
     * @param issuers issuing certificates, P-256 or RSA; not the root
     * @param capacity how many verified certificates are remembered, at least 2; beyond, those unused for longest go
     */
    public CertificateVerifier(Collection<X509Certificate> issuers, int capacity) {
        if (issuers.isEmpty()) {
            throw new IllegalArgumentException("a verifier needs at least one issuing certificate");
        }
        List<IssuerKey> known = new ArrayList<>();
        for (X509Certificate issuer : issuers) {
            known.add(IssuerKey.of(issuer));
        }
        this.issuers = List.copyOf(known);
        this.verified = new VerifiedSet(capacity);
    }

    @Override
    public Optional<Verdict> quick(byte[] der, Instant now) {
        Optional<ClientCertificate> known = verified.get(sha256(der));
        if (known.isPresent()) {
            return Optional.of(timed(known.get(), now));
        }
        Optional<CertificateFacts> read = CertificateFacts.read(der);
        if (read.isEmpty()) {
            return Optional.of(new Verdict.Refused(Reason.UNREADABLE));
        }
        CertificateFacts facts = read.get();
        if (issuersOf(facts).isEmpty()) {
            return Optional.of(new Verdict.Refused(Reason.FOREIGN_ISSUER));
        }
        return untimely(facts.notBefore(), facts.notAfter(), now).map(Verdict.Refused::new);
    }

    @Override
    public Verdict verify(byte[] der, Instant now) {
        Optional<Verdict> quick = quick(der, now);
        if (quick.isPresent()) {
            return quick.get();
        }
        try {
            CertificateFacts facts = CertificateFacts.read(der).orElseThrow();
            return verified(der, facts);
        } catch (IOException | RuntimeException malformed) {
            // An extension that Bouncy Castle cannot read, reported with one of a dozen unchecked types.
            return new Verdict.Refused(Reason.UNREADABLE);
        }
    }

    /** How many certificates are remembered now, for the metrics. */
    public int remembered() {
        return verified.size();
    }

    private Verdict verified(byte[] der, CertificateFacts facts) throws IOException {
        byte[] signed = facts.signed();
        if (issuersOf(facts).stream().noneMatch(issuer -> issuer.signed(facts, signed))) {
            return new Verdict.Refused(Reason.BAD_SIGNATURE);
        }
        if (!facts.isForClients()) {
            return new Verdict.Refused(Reason.NOT_A_CLIENT);
        }
        Optional<CertificateIdentity> identity = facts.identity();
        if (identity.isEmpty()) {
            return new Verdict.Refused(Reason.NO_IDENTITY);
        }
        byte[] name = sha256(der);
        ClientCertificate certificate = new ClientCertificate(new Fingerprint(HexFormat.of().formatHex(name)),
                identity.get(), facts.notBefore(), facts.notAfter());
        verified.add(name, certificate);
        return new Verdict.Ours(certificate);
    }

    private List<IssuerKey> issuersOf(CertificateFacts facts) {
        byte[] name = facts.issuer();
        return issuers.stream().filter(issuer -> Arrays.equals(issuer.name(), name)).toList();
    }

    private static Verdict timed(ClientCertificate certificate, Instant now) {
        Optional<Reason> untimely = untimely(certificate.notBefore(), certificate.notAfter(), now);
        return untimely.isPresent() ? new Verdict.Refused(untimely.get()) : new Verdict.Ours(certificate);
    }

    private static Optional<Reason> untimely(Instant notBefore, Instant notAfter, Instant now) {
        if (now.isAfter(notAfter)) {
            return Optional.of(Reason.EXPIRED);
        }
        return now.isBefore(notBefore) ? Optional.of(Reason.NOT_YET_VALID) : Optional.empty();
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
