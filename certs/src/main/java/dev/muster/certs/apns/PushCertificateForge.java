package dev.muster.certs.apns;

import java.io.IOException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

import dev.muster.certs.x509.CertificateSigner;
import dev.muster.certs.x509.CertificateSigner.Content;
import dev.muster.certs.x509.Extensions;
import dev.muster.certs.x509.KeyPairs;
import dev.muster.certs.x509.Pem;

/**
 * For the demo and for tests only: a throw-away CA in Apple's place, which makes push certificates that a fake APNs accepts
 * and the fake's own server certificate. A gateway never uses it.
 */
public final class PushCertificateForge {
    private static final Duration AUTHORITY_VALIDITY = Duration.ofDays(3650);

    private final SecureRandom random;
    private final Instant now;
    private final X509Certificate authority;
    private final CertificateSigner signer;

    /** Makes a new CA, valid from an hour before {@code now} for ten years. */
    public PushCertificateForge(SecureRandom random, Instant now) {
        this.random = random;
        this.now = now.minus(Duration.ofHours(1));
        KeyPair keys = KeyPairs.p256(random);
        X500Name name = new X500Name("CN=Forged push CA for tests");
        this.signer = new CertificateSigner(name, keys.getPublic(), keys.getPrivate(), random);
        this.authority = sign(name, keys, AUTHORITY_VALIDITY, Extensions.ofAuthority(0));
    }

    /** What kind of key a push certificate has. */
    public enum KeyKind {
        /** As Apple's. */
        RSA_2048,
        /** Quick to make. */
        P_256
    }

    /** A certificate with its key; the text form names no key. */
    public record Forged(X509Certificate certificate, PrivateKey key) {
        /** The certificate as PEM. */
        public String certificatePem() {
            return Pem.of(List.of(certificate));
        }

        /** The key as PKCS#8 PEM. */
        public String keyPem() {
            return Pem.of(key);
        }

        @Override
        public String toString() {
            return "Forged[" + certificate.getSubjectX500Principal() + "]";
        }
    }

    /** The CA's certificate: what a fake APNs and its clients trust. */
    public X509Certificate authority() {
        return authority;
    }

    /** A push certificate for a topic, for example {@code com.apple.mgmt.External.<uuid>}. */
    public Forged pushCertificate(String topic, KeyKind kind, Duration validity) {
        KeyPair keys = switch (kind) {
            case RSA_2048 -> KeyPairs.rsa2048(random);
            case P_256 -> KeyPairs.p256(random);
        };
        return new Forged(sign(subject(topic), keys, validity, Extensions.ofClient()), keys.getPrivate());
    }

    /** Apple names such a certificate by the last part of its topic. */
    private static X500Name subject(String topic) {
        String commonName = "APSP:" + topic.substring(topic.lastIndexOf('.') + 1);
        return new X500NameBuilder().addRDN(BCStyle.UID, topic).addRDN(BCStyle.CN, commonName)
                .addRDN(BCStyle.C, "US").build();
    }

    /**
     * The certificate that Apple would return for a request.
     *
     * @param requestPem a PKCS#10 request, PEM
     */
    public X509Certificate certify(String requestPem, String topic, Duration validity) {
        try {
            SubjectPublicKeyInfo key = new PKCS10CertificationRequest(Pem.blocks(requestPem).getFirst().getContent())
                    .getSubjectPublicKeyInfo();
            return signer.sign(new Content(subject(topic), key, now, now.plus(validity), Extensions.ofClient()));
        } catch (IOException | CertificateException malformed) {
            throw new IllegalArgumentException("not a certificate request");
        }
    }

    /** A server certificate for a fake APNs on this host (a DNS name), valid for a year. */
    public Forged serverCertificate(String host) {
        KeyPair keys = KeyPairs.p256(random);
        X500Name subject = new X500NameBuilder().addRDN(BCStyle.CN, host).build();
        List<Extension> extensions = Extensions.ofServer(new GeneralName(GeneralName.dNSName, host),
                new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
        return new Forged(sign(subject, keys, Duration.ofDays(365), extensions), keys.getPrivate());
    }

    private X509Certificate sign(X500Name subject, KeyPair keys, Duration validity, List<Extension> extensions) {
        return signer.sign(new Content(subject, SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()), now,
                now.plus(validity), extensions));
    }
}
