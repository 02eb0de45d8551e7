package dev.muster.certs.ca;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

import dev.muster.certs.x509.CertificateSigner;
import dev.muster.certs.x509.CertificateSigner.Content;
import dev.muster.certs.x509.Extensions;

/** Serves the CA: a root and an issuing certificate with their keys, just made and not yet on a disk. */
record FreshCa(X509Certificate root, PrivateKey rootKey, X509Certificate issuing, PrivateKey issuingKey) {
    private static final int ROOT_YEARS = 10;
    private static final int ISSUING_YEARS = 5;
    private static final Duration BACKDATED = Duration.ofMinutes(5);

    /** Makes a root (10 years) and an issuing certificate (5 years). */
    static FreshCa make(CaKeys keys, Instant now, SecureRandom random) {
        // Both names carry the same random mark, so that a client with certificates of two gateways can tell whose CA a
        // server asks for.
        byte[] mark = new byte[4];
        random.nextBytes(mark);
        String suffix = HexFormat.of().formatHex(mark);
        X500Name rootName = new X500Name("CN=Muster root " + suffix);
        X500Name issuingName = new X500Name("CN=Muster issuing " + suffix);
        KeyPair rootKeys = keys.ofAuthority(random);
        KeyPair issuingKeys = keys.ofAuthority(random);
        CertificateSigner signer = new CertificateSigner(rootName, rootKeys.getPublic(), rootKeys.getPrivate(), random);
        X509Certificate root = signer.sign(new Content(rootName, info(rootKeys), now.minus(BACKDATED),
                years(now, ROOT_YEARS), Extensions.ofAuthority(1)));
        X509Certificate issuing = signer.sign(new Content(issuingName, info(issuingKeys), now.minus(BACKDATED),
                years(now, ISSUING_YEARS), Extensions.ofAuthority(0)));
        return new FreshCa(root, rootKeys.getPrivate(), issuing, issuingKeys.getPrivate());
    }

    @Override
    public String toString() {
        return "FreshCa[" + root.getSubjectX500Principal() + "]";
    }

    private static SubjectPublicKeyInfo info(KeyPair keys) {
        return SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded());
    }

    private static Instant years(Instant now, int years) {
        return now.atOffset(ZoneOffset.UTC).plusYears(years).toInstant();
    }
}
