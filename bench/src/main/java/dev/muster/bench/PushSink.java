package dev.muster.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import dev.muster.certs.apns.PushCertificateForge;
import dev.muster.certs.x509.Pem;
import dev.muster.loadtest.fake.FakeApns;

/**
 * The other process of {@link WavePushes}: a faked APNs that takes every push of one topic. Writes its certificates into a directory,
 * prints its port, and says how many pushes it took when its standard input ends.
 */
public final class PushSink {
    static final String TOPIC = "com.apple.mgmt.External.6f1f0a3e-5d0a-4a51-9a9c-2f1a2b3c4d5e";
    static final String MAGIC = "magic";

    private PushSink() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        Clock clock = Clock.systemUTC();
        PushCertificateForge forge = new PushCertificateForge(new SecureRandom(), clock.instant());
        PushCertificateForge.Forged push = forge.pushCertificate(TOPIC, PushCertificateForge.KeyKind.RSA_2048,
                Duration.ofDays(30));
        Files.writeString(directory.resolve("apns.pem"), Pem.of(List.of(forge.authority())));
        Files.writeString(directory.resolve("push.pem"), push.certificatePem());
        Files.writeString(directory.resolve("push-key.pem"), push.keyPem());
        try (FakeApns apns = FakeApns.start(forge, clock)) {
            apns.everyTokenIs(new FakeApns.Listening(TOPIC, MAGIC, () -> {}));
            System.out.println("port " + apns.port());
            while (System.in.read() >= 0) {
                // until the measurement is over
            }
            System.out.println("accepted " + apns.accepted() + ", refused " + apns.refused());
        }
    }
}
