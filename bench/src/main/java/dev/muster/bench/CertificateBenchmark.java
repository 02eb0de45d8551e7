package dev.muster.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import dev.muster.certs.ca.CsrOutcome;
import dev.muster.certs.ca.DeviceCa;
import dev.muster.certs.identity.CertificateIdentity;
import dev.muster.certs.identity.CertificateVerifier;
import dev.muster.certs.identity.ClientVerifier.Verdict;
import dev.muster.certs.secret.KeyFileVault;
import dev.muster.certs.x509.KeyPairs;
import dev.muster.loadtest.device.SigningRequest;

/**
 * Verification of client certificates with 3,000 distinct ones in turn, since with a single one every cache looks free: seen
 * before, seen for the first time, and what the JDK's path validation asks for the same.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CertificateBenchmark {
    private static final int CERTIFICATES = 3_000;

    private final Instant now = Instant.now();
    private final byte[][] certificates = new byte[CERTIFICATES][];
    private Path directory = Path.of(".");
    private List<X509Certificate> issuers = List.of();
    private CertificateVerifier warm = unusable();
    private PKIXParameters pkix = unusable();
    private CertificateFactory factory = unusable();
    private CertPathValidator validator = unusable();
    private int next;

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // filled by issue() before JMH measures anything
    private static <T> T unusable() {
        return null;
    }

    @Setup
    public void issue() throws IOException, GeneralSecurityException {
        directory = Files.createTempDirectory("muster-bench-ca");
        SecureRandom random = new SecureRandom();
        KeyFileVault vault = KeyFileVault.open(directory.resolve("muster.key"), random);
        DeviceCa ca = DeviceCa.openOrCreate(directory.resolve("ca"), vault, random, Clock.systemUTC());
        issuers = ca.issuers();
        byte[] request = SigningRequest.der("bench", KeyPairs.p256(random));
        for (int i = 0; i < CERTIFICATES; i++) {
            CertificateIdentity identity = new CertificateIdentity(CertificateIdentity.Purpose.DEVICE, "bench",
                    UUID.randomUUID());
            certificates[i] = switch (ca.issue(request, identity, DeviceCa.DEFAULT_VALIDITY, Clock.systemUTC())) {
                case CsrOutcome.Issued issued -> issued.certificate().certificate().getEncoded();
                case CsrOutcome.Refused refused -> throw new IllegalStateException(refused.reason().sentence());
            };
        }
        warm = new CertificateVerifier(issuers, CertificateVerifier.DEFAULT_CAPACITY);
        for (byte[] certificate : certificates) {
            if (!(warm.verify(certificate, now) instanceof Verdict.Ours)) {
                throw new IllegalStateException("a certificate of our own CA does not verify");
            }
        }
        preparePathValidation();
    }

    private void preparePathValidation() throws GeneralSecurityException, IOException {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("issuing", issuers.getFirst());
        pkix = new PKIXParameters(trust);
        pkix.setRevocationEnabled(false);
        factory = CertificateFactory.getInstance("X.509");
        validator = CertPathValidator.getInstance("PKIX");
    }

    @TearDown(Level.Trial)
    public void remove() throws IOException {
        try (var files = Files.walk(directory)) {
            files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException problem) {
                    throw new UncheckedIOException(problem);
                }
            });
        }
    }

    private byte[] another() {
        next = (next + 1) % CERTIFICATES;
        return certificates[next];
    }

    /** What the event loop asks at each handshake of a device that was here before. */
    @Benchmark
    public Optional<Verdict> seenBefore() {
        return warm.quick(another(), now);
    }

    /** What a worker does once per certificate: facts and one P-256 verification. */
    @Benchmark
    public Verdict firstContact() {
        return new CertificateVerifier(issuers, 16).verify(another(), now);
    }

    /** What the JDK's trust manager would do at each handshake. */
    @Benchmark
    public Object pathValidationOfTheJdk() throws GeneralSecurityException {
        X509Certificate leaf = (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(another()));
        return validator.validate(factory.generateCertPath(List.of(leaf)), pkix);
    }
}
