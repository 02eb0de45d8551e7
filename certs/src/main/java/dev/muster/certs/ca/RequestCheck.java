package dev.muster.certs.ca;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Set;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcContentVerifierProviderBuilder;
import org.bouncycastle.operator.bc.BcECContentVerifierProviderBuilder;
import org.bouncycastle.operator.bc.BcRSAContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.util.io.pem.PemObject;

import dev.muster.certs.ca.CsrOutcome.Reason;
import dev.muster.certs.x509.Pem;

/**
 * Serves the CA: reads a PKCS#10 request (RFC 2986) that anybody may have sent, and says whether its key may have a
 * certificate. Sizes are checked before any public-key operation, so that a hostile key costs nothing. What the request asks
 * for beside its key (subject, extensions) is ignored: the enrolment decides who a device is.
 */
final class RequestCheck {
    private static final int MAX_BYTES = 16 * 1024;
    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_RSA_BITS = 8192;
    private static final int MAX_EXPONENT_BITS = 64;
    private static final BigInteger THREE = BigInteger.valueOf(3);
    private static final Set<ASN1ObjectIdentifier> CURVES = Set.of(SECObjectIdentifiers.secp256r1,
            SECObjectIdentifiers.secp384r1);
    private static final Set<ASN1ObjectIdentifier> RSA_SIGNATURES = Set.of(
            PKCSObjectIdentifiers.sha1WithRSAEncryption, PKCSObjectIdentifiers.sha256WithRSAEncryption,
            PKCSObjectIdentifiers.sha384WithRSAEncryption, PKCSObjectIdentifiers.sha512WithRSAEncryption);
    private static final Set<ASN1ObjectIdentifier> EC_SIGNATURES = Set.of(X9ObjectIdentifiers.ecdsa_with_SHA1,
            X9ObjectIdentifiers.ecdsa_with_SHA256, X9ObjectIdentifiers.ecdsa_with_SHA384,
            X9ObjectIdentifiers.ecdsa_with_SHA512);

    private RequestCheck() {}

    /** What the check says. */
    sealed interface Finding {
        /** The key may have a certificate. */
        record Sound(SubjectPublicKeyInfo key) implements Finding {}

        /** It may not. */
        record Unsound(Reason reason) implements Finding {}
    }

    static Finding check(byte[] csr) {
        if (csr.length > MAX_BYTES) {
            return new Finding.Unsound(Reason.UNREADABLE);
        }
        try {
            PKCS10CertificationRequest request = new PKCS10CertificationRequest(der(csr));
            SubjectPublicKeyInfo key = request.getSubjectPublicKeyInfo();
            ASN1ObjectIdentifier kind = key.getAlgorithm().getAlgorithm();
            if (PKCSObjectIdentifiers.rsaEncryption.equals(kind)) {
                return rsa(request, key);
            }
            if (X9ObjectIdentifiers.id_ecPublicKey.equals(kind)) {
                return ec(request, key);
            }
            return new Finding.Unsound(Reason.UNSUPPORTED_KEY);
        } catch (IOException | CertificateException | RuntimeException malformed) {
            // Bouncy Castle reports malformed ASN.1 with a dozen unchecked types; all mean the same here.
            return new Finding.Unsound(Reason.UNREADABLE);
        }
    }

    private static byte[] der(byte[] csr) throws CertificateException {
        String start = new String(csr, 0, Math.min(csr.length, 64), StandardCharsets.ISO_8859_1).stripLeading();
        if (!start.startsWith("-----BEGIN")) {
            return csr;
        }
        List<PemObject> blocks = Pem.blocks(new String(csr, StandardCharsets.ISO_8859_1));
        if (blocks.size() != 1 || !blocks.getFirst().getType().endsWith("CERTIFICATE REQUEST")) {
            throw new CertificateException("not one certificate request");
        }
        return blocks.getFirst().getContent();
    }

    private static Finding rsa(PKCS10CertificationRequest request, SubjectPublicKeyInfo key) throws IOException {
        RSAPublicKey numbers = RSAPublicKey.getInstance(key.parsePublicKey());
        BigInteger exponent = numbers.getPublicExponent();
        int bits = numbers.getModulus().bitLength();
        if (bits > MAX_RSA_BITS || exponent.bitLength() > MAX_EXPONENT_BITS) {
            return new Finding.Unsound(Reason.UNSUPPORTED_KEY);
        }
        if (bits < MIN_RSA_BITS || exponent.compareTo(THREE) < 0 || !exponent.testBit(0)) {
            return new Finding.Unsound(Reason.WEAK_KEY);
        }
        return proven(request, key, RSA_SIGNATURES,
                new BcRSAContentVerifierProviderBuilder(new DefaultDigestAlgorithmIdentifierFinder()));
    }

    private static Finding ec(PKCS10CertificationRequest request, SubjectPublicKeyInfo key) {
        // Explicit curve parameters are refused with the rest: only a named curve is an object identifier.
        ASN1Encodable curve = key.getAlgorithm().getParameters();
        if (!(curve instanceof ASN1ObjectIdentifier name) || !CURVES.contains(name)) {
            return new Finding.Unsound(Reason.UNSUPPORTED_KEY);
        }
        return proven(request, key, EC_SIGNATURES,
                new BcECContentVerifierProviderBuilder(new DefaultDigestAlgorithmIdentifierFinder()));
    }

    private static Finding proven(PKCS10CertificationRequest request, SubjectPublicKeyInfo key,
            Set<ASN1ObjectIdentifier> signatures, BcContentVerifierProviderBuilder verifier) {
        if (!signatures.contains(request.getSignatureAlgorithm().getAlgorithm())) {
            return new Finding.Unsound(Reason.NO_PROOF_OF_POSSESSION);
        }
        try {
            return request
                    .isSignatureValid(verifier.build(org.bouncycastle.crypto.util.PublicKeyFactory.createKey(key)))
                            ? new Finding.Sound(key)
                            : new Finding.Unsound(Reason.NO_PROOF_OF_POSSESSION);
        } catch (PKCSException | OperatorCreationException unverifiable) {
            return new Finding.Unsound(Reason.NO_PROOF_OF_POSSESSION);
        } catch (IOException | IllegalArgumentException notAKey) {
            return new Finding.Unsound(Reason.UNREADABLE);
        }
    }
}
