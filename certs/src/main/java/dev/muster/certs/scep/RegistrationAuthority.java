package dev.muster.certs.scep;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.bouncycastle.util.io.pem.PemObject;

import dev.muster.certs.ca.DeviceCa;
import dev.muster.certs.x509.KeyPairs;
import dev.muster.certs.x509.Pem;

/**
 * For the start of a gateway: the RSA key and certificate that SCEP clients talk to, made once and kept as text by whoever keeps
 * secrets. It is replaced whenever it does not fit the CA any more: nothing depends on its key but requests under way. The text
 * form of the record names no key.
 *
 * @param certificate issued by the device CA
 * @param key its private key
 */
public record RegistrationAuthority(X509Certificate certificate, PrivateKey key) {
    private static final Duration VALIDITY = Duration.ofDays(5 * 365);
    private static final Duration REPLACED_BEFORE = Duration.ofDays(30);

    /** Makes one; takes a tenth of a second or more. */
    public static RegistrationAuthority make(DeviceCa ca, SecureRandom random, Instant now) {
        KeyPair keys = KeyPairs.rsa2048(random);
        return new RegistrationAuthority(ca.issueRegistrationAuthority(keys.getPublic(), VALIDITY, now),
                keys.getPrivate());
    }

    /** Reads what {@link #secretText} wrote; empty if it is damaged. */
    public static Optional<RegistrationAuthority> read(String secretText) {
        try {
            X509Certificate certificate = Pem.certificates(secretText).getFirst();
            for (PemObject block : Pem.blocks(secretText)) {
                if (block.getType().equals("PRIVATE KEY")) {
                    return KeyPairs.fromPkcs8(block.getContent())
                            .filter(key -> KeyPairs.belong(key, certificate.getPublicKey()))
                            .map(key -> new RegistrationAuthority(certificate, key));
                }
            }
        } catch (CertificateException damaged) {
            // Made anew, like one that is missing.
        }
        return Optional.empty();
    }

    /** Certificate and key as PEM: a secret. */
    public String secretText() {
        return Pem.of(List.of(certificate)) + Pem.of(key);
    }

    /** Whether this CA issued it and enough of its life is left; close to the CA's own end it lives as long as that. */
    public boolean fits(DeviceCa ca, Instant now) {
        Instant end = certificate.getNotAfter().toInstant();
        X509Certificate issuer = ca.issuers().getFirst();
        boolean lasts = now.plus(REPLACED_BEFORE).isBefore(end) || !end.isBefore(issuer.getNotAfter().toInstant());
        return lasts && KeyPairs.issued(issuer, certificate);
    }

    /** What reads and writes messages with it. */
    public ScepAuthority authority(DeviceCa ca, SecureRandom random) {
        return new ScepAuthority(certificate, key, ca.acceptedIssuers(), random);
    }

    @Override
    public String toString() {
        return "RegistrationAuthority[" + certificate.getSubjectX500Principal() + "]";
    }
}
