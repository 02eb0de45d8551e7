package dev.muster.loadtest.wave;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Locale;

import dev.muster.certs.apns.PushCertificateForge;
import dev.muster.certs.x509.Pem;
import dev.muster.loadtest.fake.FakeApns;
import dev.muster.loadtest.fake.FakeFcm;
import dev.muster.loadtest.fake.FakeWns;

/** The three push services, faked, with the lines of configuration that lead a gateway to them. */
record PushServices(PushCertificateForge forge, FakeApns apns, FakeWns wns, FakeFcm fcm) implements AutoCloseable {
    private static final String CLIENT = "ms-app://s-1-15-2-1";
    private static final String SECRET = "the secret of a fake";
    private static final String FAMILY = "Muster.Load_0123456789abc";

    static PushServices start(Clock clock) throws IOException {
        PushCertificateForge forge = new PushCertificateForge(new SecureRandom(), clock.instant());
        FakeApns apns = FakeApns.start(forge, clock);
        FakeWns wns = new FakeWns(forge, CLIENT, SECRET);
        return new PushServices(forge, apns, wns, new FakeFcm(forge, "muster-load"));
    }

    /** For {@code muster.yaml}; writes what it names into a directory. */
    String configuration(Path directory) throws IOException {
        Path trust = Files.writeString(directory.resolve("push.pem"), Pem.of(List.of(forge.authority())));
        Path account = fcm.writeAccount(directory.resolve("account.json"));
        return String.format(Locale.ROOT,
                """
                        wns: {clientId: "%s", clientSecret: "%s", packageFamilyName: %s, login: "%s", host: localhost, port: %d, trustFile: "%s"}
                        fcm: {serviceAccount: "%s", service: "%s", tokens: "%s", trustFile: "%s"}
                        """,
                CLIENT, SECRET, FAMILY, wns.login(), wns.port(), trust, account, fcm.service(), fcm.tokenUrl(), trust);
    }

    /** Pushes that the three took. */
    long accepted() {
        return apns.accepted() + wns.accepted() + fcm.accepted();
    }

    @Override
    public void close() {
        apns.close();
        wns.close();
        fcm.close();
    }
}
