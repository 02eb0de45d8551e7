package dev.muster.gateway;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

import dev.muster.certs.ca.DeviceCa;
import dev.muster.certs.ca.ServerCertificate;
import dev.muster.certs.identity.ClientVerifier;
import dev.muster.certs.identity.MakerSignature;
import dev.muster.certs.scep.ScepAuthority;
import dev.muster.certs.scep.ScepReader;
import dev.muster.certs.scep.ScepService;
import dev.muster.certs.scep.ScepWriter;
import dev.muster.gateway.config.Apple;
import dev.muster.gateway.config.GatewayConfig;
import dev.muster.gateway.enrollment.CertificateRenewal;
import dev.muster.gateway.enrollment.CertificateRoute;
import dev.muster.gateway.enrollment.Challenges;
import dev.muster.gateway.enrollment.EnrolmentRoute;
import dev.muster.gateway.enrollment.Issuance;
import dev.muster.gateway.enrollment.RootRoute;
import dev.muster.gateway.enrollment.TokenEnrolment;
import dev.muster.gateway.enrollment.apple.AppleRenewal;
import dev.muster.gateway.enrollment.apple.AppleRoute;
import dev.muster.gateway.enrollment.apple.AutomatedRoute;
import dev.muster.gateway.enrollment.apple.EnrolmentProfile;
import dev.muster.gateway.enrollment.scep.ScepDesk;
import dev.muster.gateway.enrollment.scep.ScepRoute;
import dev.muster.gateway.enrollment.windows.KeySetFetch;
import dev.muster.gateway.enrollment.windows.WindowsEnrolment;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.session.AppleRenewals;
import dev.muster.gateway.store.Store;

/** Part of the composition root: what stands behind the enrolment listener, and what devices renew with. */
final class EnrolmentDoor implements AutoCloseable {
    private final Apple apple;
    private final Parts parts;
    private final Addresses addresses;
    private final Issuance issuance;
    private final TokenEnrolment tokens;
    private final Challenges challenges;
    private final EnrolmentProfile profile;
    private final KeySetFetch keySets = new KeySetFetch();
    private final WindowsEnrolment windows;

    /**
     * What it is made of.
     *
     * @param server what profiles are signed with
     * @param verifier decides whose certificate a SCEP message was signed with
     */
    record Parts(Store store, DeviceCa ca, Supplier<ServerCertificate> server, ClientVerifier verifier,
            GatewayEvents events, SecureRandom random, Clock clock) {}

    /** Where devices find the two listeners, without a path; asked when it is needed, for a port is known only once it is bound. */
    record Addresses(Supplier<String> checkIn, Supplier<String> enrol) {}

    EnrolmentDoor(GatewayConfig config, Parts parts, Addresses addresses) {
        this.apple = config.apple();
        this.parts = parts;
        this.addresses = addresses;
        this.issuance = new Issuance(parts.store(), parts.ca(), parts.clock());
        this.tokens = new TokenEnrolment(parts.store(), issuance, parts.clock());
        this.challenges = new Challenges(parts.store(), parts.random(), parts.clock());
        this.profile = profile();
        this.windows = new WindowsEnrolment(issuance, parts.store(),
                new WindowsEnrolment.Addresses(addresses.enrol(), addresses.checkIn(), config.wns().packageFamilyName()),
                new WindowsEnrolment.Surroundings(keySets, parts.events(), UUID::randomUUID, parts.clock()));
    }

    private EnrolmentProfile profile() {
        return new EnrolmentProfile(
                new EnrolmentProfile.Options(apple.enrolment().signMessage(), apple.enrolment().accessRights(),
                        apple.userChannels()),
                new EnrolmentProfile.Addresses(addresses.checkIn(),
                        tenant -> addresses.enrol().get() + ScepRoute.PREFIX + tenant),
                parts.ca().root(), parts.server(), parts.random());
    }

    /** What renews the certificates of Apple devices. */
    AppleRenewals renewals() {
        return new AppleRenewal(parts.store(), challenges, profile, parts.clock());
    }

    /**
     * What the listener serves.
     *
     * @throws CannotStart if the makers' certificates cannot be read
     */
    List<EnrolmentRoute> routes() throws CannotStart {
        List<EnrolmentRoute> routes = new ArrayList<>();
        routes.add(new CertificateRoute(tokens));
        routes.add(new RootRoute(parts.ca().rootPem()));
        routes.add(scep());
        routes.add(new AppleRoute(tokens, issuance, profile));
        if (apple.enrolment().makersFile().isPresent()) {
            MakerSignature makers = new MakerSignature(TrustFile.read("apple.enrolment.makersFile",
                    apple.enrolment().makersFile().get(),
                    "name a PEM file of the makers' certificates, or leave the key out: then nothing enrols by itself"));
            routes.add(new AutomatedRoute(parts.store().automatedDevices(), makers, issuance, challenges, profile));
        }
        routes.add(windows.enrolment());
        return routes;
    }

    /** Where Windows devices renew, over the certificate that they have: a path of the check-in listener. */
    EnrolmentRoute renewal() {
        return windows.renewal();
    }

    @Override
    public void close() {
        keySets.close();
    }

    private EnrolmentRoute scep() {
        ScepAuthority registration = RegistrationOfStore
                .open(parts.store().meta(), parts.ca(), parts.random(), parts.clock())
                .authority(parts.ca(), parts.random());
        CertificateRenewal renewal = new CertificateRenewal(parts.store(), issuance, parts.clock());
        ScepDesk desk = new ScepDesk(tokens, renewal, parts.verifier(), new ScepWriter(registration), parts.clock());
        return new ScepRoute(parts.store().tenants(), new ScepService(registration), new ScepReader(registration),
                desk);
    }
}
