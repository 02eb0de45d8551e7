package dev.muster.gateway.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

import dev.muster.certs.identity.CertificateVerifier;
import dev.muster.certs.x509.Pem;

/**
 * Fuzz target "identity": whatever a proxy hands on in a header names the one device whose certificate or signature it holds, or nobody;
 * never an exception. Nobody else can be named: there is no other certificate that this CA issued.
 */
@Timeout(120)
final class ForwardedIdentityFuzzTest {
    private static final byte[] BODY = Requests.idleBody().getBytes(StandardCharsets.ISO_8859_1);
    private static final Identities IDENTITIES = identities();
    private static final Identities.Identity DEVICE = IDENTITIES.device();
    private static final byte[] CERTIFICATE = Pem.encoded(DEVICE.chain().getFirst());
    private static final CertificateVerifier VERIFIER = new CertificateVerifier(IDENTITIES.ca.issuers(), 100);

    /** What it keeps in files, it has read by then; nothing of it stays. */
    private static Identities identities() {
        try {
            Path directory = Files.createTempDirectory("identities");
            Identities made = new Identities(directory);
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
            return made;
        } catch (IOException noDisk) {
            throw new IllegalStateException(noDisk);
        }
    }

    static List<byte[]> seeds() {
        String certificate = Base64.getEncoder().encodeToString(CERTIFICATE);
        String chain = ":" + certificate + ":, :" + certificate + ":";
        return Stream.of(":" + certificate + ":", chain, " :" + certificate + ": ", ":" + certificate + ":;a=1", "::",
                ":", "", certificate, "\"" + certificate + "\"", signature(DEVICE), signature(IDENTITIES.forged()),
                signature(DEVICE).replaceAll("(.{64})", "$1 "),
                "algorithm=MD5, username=\"Bruce2\", mac=Dgpoz8Pbu4XC0ecp6kLw4Q==")
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1)).toList();
    }

    private static String signature(Identities.Identity signer) {
        try {
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            X509CertificateHolder holder = new X509CertificateHolder(Pem.encoded(signer.chain().getFirst()));
            generator.addSignerInfoGenerator(
                    new JcaSimpleSignerInfoGeneratorBuilder().build("SHA256withECDSA", signer.key(), holder));
            generator.addCertificate(holder);
            return Base64.getEncoder()
                    .encodeToString(generator.generate(new CMSProcessableByteArray(BODY), false).getEncoded());
        } catch (IOException | CMSException | OperatorCreationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @MethodSource("seeds")
    @FuzzTest
    void namesTheOneDeviceOrNobody(byte[] bytes) {
        String header = new String(bytes, StandardCharsets.ISO_8859_1);
        ofCertificate(header);
        ofSignature(header);
        SyncMlHmac.of(header, BODY).ifPresent(proof -> assertTrue(header.contains(proof.mac())));
    }

    private static void ofCertificate(String header) {
        var identity = new ForwardedIdentity.OfCertificate(VERIFIER, Clock.systemUTC());
        Optional<ForwardedIdentity.Outcome> quick = identity.quick(header);
        ForwardedIdentity.Outcome full = identity.find(header, BODY);
        quick.ifPresent(early -> assertEquals(full.getClass(), early.getClass(), "two answers to one header"));
        if (full instanceof ForwardedIdentity.Outcome.Known) {
            String text = header.strip();
            assertArrayEquals(CERTIFICATE, Base64.getDecoder().decode(text.substring(1, text.length() - 1)));
        }
        expectTheDevice(full);
    }

    private static void ofSignature(String header) {
        var identity = new ForwardedIdentity.OfSignature(VERIFIER, Clock.systemUTC());
        expectTheDevice(identity.find(header, BODY));
        assertInstanceOf(ForwardedIdentity.Outcome.Unknown.class, identity.find(header, new byte[] {1}),
                "a signature of another message counts");
    }

    private static void expectTheDevice(ForwardedIdentity.Outcome outcome) {
        switch (outcome) {
            case ForwardedIdentity.Outcome.Known(var certificate) -> assertEquals(DEVICE.fingerprint(),
                    certificate.fingerprint());
            case ForwardedIdentity.Outcome.Unknown(String why) -> assertTrue(why.length() < 100, "safe to log");
        }
    }
}
