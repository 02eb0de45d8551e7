package dev.muster.gateway.enrollment;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.certs.ca.CsrOutcome;
import dev.muster.certs.ca.DeviceCa;
import dev.muster.certs.ca.IssuedCertificate;
import dev.muster.certs.ca.RequestedKey;
import dev.muster.certs.identity.CertificateIdentity;
import dev.muster.certs.x509.Pem;
import dev.muster.gateway.authority.Eligibility;
import dev.muster.gateway.authority.NewEnrolment;
import dev.muster.gateway.authority.PushGate;
import dev.muster.gateway.enrollment.EnrolmentAnswer.Issued;
import dev.muster.gateway.enrollment.EnrolmentAnswer.Kind;
import dev.muster.gateway.enrollment.EnrolmentAnswer.Refused;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.DirectoryStore;
import dev.muster.gateway.store.EnrolmentStore;
import dev.muster.gateway.store.Store;
import dev.muster.gateway.store.StoreUnavailable;

/**
 * The one way to a device certificate, whatever the protocol: the rules are asked (R4, R26, R13, in this order), the request is
 * checked, the certificate is made and recorded, and only one that was recorded is handed out. Thread-safe; blocks on the store. Every
 * method may throw {@link StoreUnavailable}.
 */
public final class Issuance {
    private static final Logger LOG = LoggerFactory.getLogger(Issuance.class);
    private static final Refused STORE_SILENT = new Refused(Kind.UNAVAILABLE,
            "The gateway cannot enrol devices at the moment. Try again later.");

    private final Store store;
    private final DeviceCa ca;
    private final Clock clock;

    public Issuance(Store store, DeviceCa ca, Clock clock) {
        this.store = store;
        this.ca = ca;
        this.clock = clock;
    }

    /**
     * Who asks for a first certificate.
     *
     * @param tenant whose device it is to be
     * @param platform its platform
     * @param user its user; empty for a device without one (R8)
     * @param device the row that the certificate will name
     */
    public record Applicant(TenantId tenant, Platform platform, Optional<UserId> user, DeviceId device) {
        /** Whom a token was made for. */
        public static Applicant of(EnrolmentStore.Token token) {
            return new Applicant(token.tenant(), token.platform(), token.user(), token.device());
        }
    }

    /** The last step before a certificate is handed out. */
    @FunctionalInterface
    public interface Recording {
        /**
         * Records the certificate durably, in one transaction with whatever secret it uses up.
         *
         * @param issue the certificate
         * @param placedUnder where a device without a user begins (R8); empty for others
         * @return false if it was not recorded because somebody else was first
         */
        boolean record(EnrolmentStore.Issue issue, Optional<ManagementAuthority> placedUnder, Instant now);
    }

    /** What a store that does not answer comes to. */
    public static Refused unavailable(StoreUnavailable unavailable) {
        LOG.warn("enrolment: {}", unavailable.getMessage());
        return STORE_SILENT;
    }

    /** What serves the applicant, or why the rules do not let them enrol now. */
    public sealed interface Standing {
        /** They may. */
        record Welcome(Tenant tenant, ManagementAuthority authority) implements Standing {}

        /** They may not. */
        record Objected(Refused refused) implements Standing {}
    }

    /** Asks the rules alone, in their order: R4, R26, R13. */
    public Standing standing(Applicant applicant) {
        Optional<Tenant> tenant = store.tenants().tenant(applicant.tenant());
        if (tenant.isEmpty()) {
            return new Standing.Objected(new Refused(Kind.NOT_ALLOWED, "There is no such organisation."));
        }
        Optional<Entitlement> entitlement = Optional.empty();
        if (applicant.user().isPresent()) {
            entitlement = store.directory().user(applicant.tenant(), applicant.user().get())
                    .map(DirectoryStore.User::entitlement);
            if (entitlement.isEmpty()) {
                return new Standing.Objected(new Refused(Kind.NOT_ALLOWED,
                        "The user this enrolment was made for no longer exists. Ask your administrator."));
            }
        }
        return switch (Eligibility.judge(tenant.get().authority(), entitlement, applicant.platform())) {
            case Eligibility.Outcome.Refused(Eligibility.Rule rule, String reason, String remedy) -> new Standing.Objected(
                    new Refused(switch (rule) {
                        case R4 -> Kind.NO_AUTHORITY;
                        case R26 -> Kind.NO_LICENCE;
                    }, reason + " " + remedy));
            case Eligibility.Outcome.Eligible(ManagementAuthority authority) -> gate(applicant, tenant.get(),
                    authority);
        };
    }

    private static Standing gate(Applicant applicant, Tenant tenant, ManagementAuthority authority) {
        if (!PushGate.closedToEnrolment(applicant.platform(), authority, tenant.pushTopics())) {
            return new Standing.Welcome(tenant, authority);
        }
        return new Standing.Objected(new Refused(Kind.NOT_READY, "Apple devices cannot enrol yet: "
                + authority.wireName()
                + " has no Apple push certificate (R13). Try again when your administrator has uploaded it."));
    }

    /**
     * Issues a first certificate.
     *
     * @param csr a PKCS#10 request, PEM or DER; may be anything
     * @param recording records it
     * @param outrun the answer when the recording says that somebody else was first
     */
    public EnrolmentAnswer issue(Applicant applicant, byte[] csr, Recording recording,
            Supplier<EnrolmentAnswer> outrun) {
        return switch (standing(applicant)) {
            case Standing.Objected(Refused refused) -> refused;
            case Standing.Welcome(Tenant tenant, _) -> {
                Optional<ManagementAuthority> placed = applicant.user().isPresent() ? Optional.empty()
                        : NewEnrolment.placement(tenant.authority());
                yield make(applicant.tenant(), applicant.device(), csr,
                        (issue, now) -> recording.record(issue, placed, now), outrun);
            }
        };
    }

    /**
     * Issues another certificate to a device that is under management (R18). The rules of enrolling are not asked: losing a plan, or a
     * push certificate that is missing, never ends the life of a device that is enrolled (R14, R26).
     */
    public EnrolmentAnswer renew(TenantId tenant, DeviceId device, byte[] csr, Renewal renewal,
            Supplier<EnrolmentAnswer> outrun) {
        return make(tenant, device, csr, renewal, outrun);
    }

    /** The last step of a renewal, as {@link Recording} is of a first certificate. */
    @FunctionalInterface
    public interface Renewal {
        /** Records the certificate; false if the device does not stand there any more, or somebody else was first. */
        boolean record(EnrolmentStore.Issue issue, Instant now);
    }

    private EnrolmentAnswer make(TenantId tenant, DeviceId device, byte[] csr, Renewal last,
            Supplier<EnrolmentAnswer> outrun) {
        CertificateIdentity identity = new CertificateIdentity(CertificateIdentity.Purpose.DEVICE, tenant.value(),
                device.value());
        return switch (ca.issue(csr, identity, DeviceCa.DEFAULT_VALIDITY, clock)) {
            case CsrOutcome.Refused(CsrOutcome.Reason reason) -> new Refused(
                    reason == CsrOutcome.Reason.ISSUER_NOT_VALID ? Kind.UNAVAILABLE : Kind.BAD_REQUEST,
                    "No certificate was issued: " + reason.sentence() + ".");
            case CsrOutcome.Issued(IssuedCertificate issued) -> {
                EnrolmentStore.Issue issue = new EnrolmentStore.Issue(issued.facts(),
                        RequestedKey.of(issued.certificate()), Pem.encoded(issued.certificate()));
                if (!last.record(issue, clock.instant())) {
                    yield outrun.get();
                }
                LOG.info("issued certificate {} to device {} of tenant {}", issued.facts().fingerprint().hex(), device,
                        tenant);
                yield new Issued(issued.chain());
            }
        };
    }

    /** A certificate of ours with what leads to the root. */
    public List<X509Certificate> chainOf(byte[] certificate) {
        return ca.chainOf(certificate);
    }
}
