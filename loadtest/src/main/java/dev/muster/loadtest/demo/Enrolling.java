package dev.muster.loadtest.demo;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.muster.loadtest.device.SigningRequest;
import dev.muster.loadtest.load.Crew;
import dev.muster.loadtest.load.DeviceTls;
import dev.muster.loadtest.load.ServerTrust;
import dev.muster.loadtest.target.EnrolmentClient;

/** Gets every device its certificate and lets it enrol: its first check-in follows at once. */
final class Enrolling {
    /** Enough to keep both sides busy, few enough to leave processor time to the check-ins. */
    private static final int HANDS = 12;

    private final DemoTenant tenant;
    private final EnrolmentClient enrolment;
    private final ServerTrust trust;
    private final AtomicInteger certificates = new AtomicInteger();

    Enrolling(DemoTenant tenant, EnrolmentClient enrolment, ServerTrust trust) {
        this.tenant = tenant;
        this.enrolment = enrolment;
        this.trust = trust;
    }

    /** How many certificates have been issued. */
    int certificates() {
        return certificates.get();
    }

    void all(Scene scene) throws Exception {
        Crew.forEach(scene.people(), HANDS, person -> {
            String token = tenant.enrolmentToken(person);
            byte[] request = SigningRequest.der(person.device().name(), person.device().keys());
            List<X509Certificate> chain = enrolment.certificate(token, request);
            scene.fleet().join(person.device(),
                    DeviceTls.context(person.device().keys(), chain.subList(0, chain.size() - 1), trust));
            certificates.incrementAndGet();
            scene.fleet().checkIn(person.device());
        });
    }
}
