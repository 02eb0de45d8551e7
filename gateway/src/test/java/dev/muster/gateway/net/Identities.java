package dev.muster.gateway.net;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;

import dev.muster.certs.ca.CsrOutcome;
import dev.muster.certs.ca.DeviceCa;
import dev.muster.certs.ca.ServerCertificate;
import dev.muster.certs.ca.ServerCertificateFiles;
import dev.muster.certs.identity.CertificateIdentity;
import dev.muster.certs.identity.Fingerprint;
import dev.muster.certs.secret.KeyFileVault;
import dev.muster.certs.secret.Vault;
import dev.muster.certs.x509.CertificateSigner;
import dev.muster.certs.x509.Extensions;
import dev.muster.certs.x509.KeyPairs;
import dev.muster.certs.x509.Pem;

/** A device CA for tests of the listeners, and the certificates that good and bad clients hold. */
final class Identities {
    private static final SecureRandom RANDOM = new SecureRandom();
    private final Instant born = Instant.now().minus(Duration.ofDays(30));
    private final Vault vault;
    private final Path directory;
    final DeviceCa ca;

    /** What a client shows; an empty chain means no certificate. */
    record Identity(PrivateKey key, List<X509Certificate> chain, UUID device) {
        Fingerprint fingerprint() {
            return Fingerprint.of(Pem.encoded(chain.getFirst()));
        }
    }

    Identities(Path directory) {
        this.directory = directory;
        this.vault = KeyFileVault.open(directory.resolve("vault.key"), RANDOM);
        this.ca = DeviceCa.openOrCreate(directory.resolve("ca"), vault, RANDOM, Clock.fixed(born, ZoneOffset.UTC));
    }

    ServerCertificate server() {
        return new ServerCertificateFiles(directory.resolve("server"), vault, ca, RANDOM, Clock.systemUTC())
                .openOrCreate("localhost");
    }

    Identity device() {
        return issued(CertificateIdentity.Purpose.DEVICE, Clock.systemUTC(), Duration.ofDays(1));
    }

    Identity deviceUntil(Instant end) {
        return issued(CertificateIdentity.Purpose.DEVICE, Clock.systemUTC(), Duration.between(Instant.now(), end));
    }

    Identity expired() {
        return issued(CertificateIdentity.Purpose.DEVICE, Clock.fixed(born.plusSeconds(60), ZoneOffset.UTC),
                Duration.ofDays(1));
    }

    Identity connector() {
        return issued(CertificateIdentity.Purpose.CONNECTOR, Clock.systemUTC(), Duration.ofDays(1));
    }

    /** Claims our issuer but is signed by a key of its own: nobody can tell before the signature is verified. */
    Identity forged() {
        return signedByStranger(X500Name.getInstance(ca.issuers().getFirst().getSubjectX500Principal().getEncoded()));
    }

    /** Of another CA altogether. */
    Identity foreign() {
        return signedByStranger(new X500Name("CN=Somebody else"));
    }

    Identity nobody() {
        return new Identity(KeyPairs.p256(RANDOM).getPrivate(), List.of(), UUID.randomUUID());
    }

    private Identity issued(CertificateIdentity.Purpose purpose, Clock clock, Duration validity) {
        KeyPair keys = KeyPairs.p256(RANDOM);
        UUID device = UUID.randomUUID();
        CertificateIdentity identity = new CertificateIdentity(purpose, "acme", device);
        return switch (ca.issue(request(keys), identity, validity, clock)) {
            case CsrOutcome.Issued issued -> new Identity(keys.getPrivate(), issued.certificate().chain(), device);
            case CsrOutcome.Refused refused -> throw new AssertionError("not issued: " + refused.reason());
        };
    }

    private static Identity signedByStranger(X500Name issuer) {
        KeyPair stranger = KeyPairs.p256(RANDOM);
        KeyPair keys = KeyPairs.p256(RANDOM);
        UUID device = UUID.randomUUID();
        String uri = new CertificateIdentity(CertificateIdentity.Purpose.DEVICE, "acme", device).toUri();
        X509Certificate certificate = new CertificateSigner(issuer, stranger.getPublic(), stranger.getPrivate(), RANDOM)
                .sign(new CertificateSigner.Content(new X500Name("CN=" + device),
                        SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()),
                        Instant.now().minusSeconds(60), Instant.now().plus(Duration.ofDays(1)),
                        Extensions.ofClient(new GeneralName(GeneralName.uniformResourceIdentifier, uri))));
        return new Identity(keys.getPrivate(), List.of(certificate), device);
    }

    private static byte[] request(KeyPair keys) {
        try {
            SubjectPublicKeyInfo open = SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded());
            return new PKCS10CertificationRequestBuilder(
                    new X500Name("CN=device"), open)
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())).getEncoded();
        } catch (IOException | OperatorCreationException impossible) {
            throw new IllegalStateException("every Java platform signs with P-256", impossible);
        }
    }
}
