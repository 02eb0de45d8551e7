package dev.muster.certs.scep;

import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

import dev.muster.certs.x509.CertificateSigner;
import dev.muster.certs.x509.CertificateSigner.Content;
import dev.muster.certs.x509.Extensions;
import dev.muster.certs.x509.KeyPairs;

/** An elliptic CA with a registration authority (RSA) under it, as the gateway has them. */
final class TestAuthority {
    static final SecureRandom RANDOM = new SecureRandom();
    private static final X500Name NAME = new X500Name("CN=Test CA");

    private final Instant now = Instant.now();
    final X509Certificate root;
    final X509Certificate registration;
    final ScepAuthority authority;
    final ScepReader reader;
    final ScepWriter writer;
    private final CertificateSigner signer;

    TestAuthority() {
        this(KeyPairs.rsa2048(RANDOM));
    }

    TestAuthority(KeyPair keys) {
        KeyPair rootKeys = KeyPairs.p256(RANDOM);
        signer = new CertificateSigner(NAME, rootKeys.getPublic(), rootKeys.getPrivate(), RANDOM);
        root = certificate(NAME, info(rootKeys), Extensions.ofAuthority(0));
        registration = certificate(new X500Name("CN=Test RA"), info(keys), Extensions.ofRegistrationAuthority());
        authority = new ScepAuthority(registration, keys.getPrivate(), List.of(root), RANDOM);
        reader = new ScepReader(authority);
        writer = new ScepWriter(authority);
    }

    static SubjectPublicKeyInfo info(KeyPair keys) {
        return SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded());
    }

    /** A client's certificate for the key of a request. */
    X509Certificate issue(SubjectPublicKeyInfo key) {
        return certificate(new X500Name("CN=Device 1"), key, Extensions.ofClient());
    }

    private X509Certificate certificate(X500Name subject, SubjectPublicKeyInfo key,
            List<org.bouncycastle.asn1.x509.Extension> extensions) {
        return signer.sign(new Content(subject, key, now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(30)),
                extensions));
    }
}
