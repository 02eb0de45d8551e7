package dev.muster.certs.identity;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.operator.bc.BcRSAContentSignerBuilder;
import org.bouncycastle.util.CollectionStore;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

import dev.muster.certs.testing.Requests;
import dev.muster.certs.x509.CertificateSigner;
import dev.muster.certs.x509.CertificateSigner.Content;
import dev.muster.certs.x509.Extensions;
import dev.muster.certs.x509.Pem;

/**
 * Fuzz target "signature": any bytes in a signature's header are a signature or none, never an exception; none covers a message that its
 * signer did not sign.
 */
@Timeout(120)
final class DetachedSignatureFuzzTest {
    private static final byte[] BODY = "<plist><dict/></plist>".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OTHER = "<plist><true/></plist>".getBytes(StandardCharsets.US_ASCII);
    private static final KeyPair KEYS = Requests.rsa(2048);
    private static final byte[] SIGNER = signer();

    private static byte[] signer() {
        X500Name name = new X500Name("CN=Device");
        java.time.Instant now = java.time.Clock.systemUTC().instant();
        return Pem.encoded(
                new CertificateSigner(name, KEYS.getPublic(), KEYS.getPrivate(), new java.security.SecureRandom())
                        .sign(new Content(name, SubjectPublicKeyInfo.getInstance(KEYS.getPublic().getEncoded()),
                                now.minusSeconds(60), now.plusSeconds(86_400), Extensions.ofClient())));
    }

    static List<byte[]> seeds() {
        return List.of(signature("SHA1"), signature("SHA256"), signature("SHA512"));
    }

    private static byte[] signature(String digest) {
        try {
            X509CertificateHolder holder = new X509CertificateHolder(SIGNER);
            AlgorithmIdentifier algorithm = new DefaultSignatureAlgorithmIdentifierFinder().find(digest + "withRSA");
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(new SignerInfoGeneratorBuilder(new BcDigestCalculatorProvider()).build(
                    new BcRSAContentSignerBuilder(algorithm,
                            new DefaultDigestAlgorithmIdentifierFinder().find(algorithm))
                            .build(PrivateKeyFactory.createKey(KEYS.getPrivate().getEncoded())),
                    holder));
            generator.addCertificates(new CollectionStore<>(List.of(holder)));
            return generator.generate(new CMSProcessableByteArray(BODY), false).getEncoded();
        } catch (IOException | CMSException | OperatorCreationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @MethodSource("seeds")
    @FuzzTest
    void coversNoMessageThatItsSignerDidNotSign(byte[] signature) {
        DetachedSignature.read(signature).filter(read -> Arrays.equals(SIGNER, read.certificate())).ifPresent(read -> {
            read.covers(BODY);
            assertFalse(read.covers(OTHER), "a signature of another message counts");
        });
    }
}
