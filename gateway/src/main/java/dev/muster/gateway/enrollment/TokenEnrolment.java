package dev.muster.gateway.enrollment;

import java.time.Clock;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.certs.ca.CsrOutcome;
import dev.muster.certs.ca.DeviceCa;
import dev.muster.certs.ca.IssuedCertificate;
import dev.muster.certs.ca.RequestedKey;
import dev.muster.certs.identity.CertificateIdentity;
import dev.muster.certs.identity.Fingerprint;
import dev.muster.certs.x509.Pem;
import dev.muster.gateway.authority.Eligibility;
import dev.muster.gateway.authority.NewEnrolment;
import dev.muster.gateway.authority.PushGate;
import dev.muster.gateway.enrollment.EnrolmentAnswer.Issued;
import dev.muster.gateway.enrollment.EnrolmentAnswer.Kind;
import dev.muster.gateway.enrollment.EnrolmentAnswer.Refused;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.store.DirectoryStore;
import dev.muster.gateway.store.EnrolmentStore;
import dev.muster.gateway.store.EnrolmentStore.Token;
import dev.muster.gateway.store.Store;
import dev.muster.gateway.store.StoreUnavailable;

/**
 * Issues a device's certificate for a single-use token. The rules are asked first (R4, R26, R13), then the request is checked,
 * and only a certificate that was recorded is handed out; until then the token stays unused, so that a refused device may try
 * again with the same one. A device that lost the answer gets the same certificate again.
 */
public final class TokenEnrolment implements CertificateEnrolment {
    private static final Logger LOG = LoggerFactory.getLogger(TokenEnrolment.class);
    private static final Refused NO_SUCH_TOKEN = new Refused(Kind.NOT_ALLOWED,
            "This enrolment token is unknown, used or expired. Ask your administrator for a new one.");

    private final Store store;
    private final EnrolmentStore enrolments;
    private final DeviceCa ca;
    private final Clock clock;

    public TokenEnrolment(Store store, DeviceCa ca, Clock clock) {
        this.store = store;
        this.enrolments = store.enrolments();
        this.ca = ca;
        this.clock = clock;
    }

    @Override
    public byte[] rootPem() {
        return Pem.bytes(ca.rootPem());
    }

    @Override
    public EnrolmentAnswer enrol(String presented, byte[] csr) {
        try {
            Optional<TokenText> text = TokenText.parse(presented);
            if (text.isEmpty()) {
                return NO_SUCH_TOKEN;
            }
            Optional<Token> token = enrolments.token(text.get().tenant(), text.get().hash(), clock.instant());
            Optional<Tenant> tenant = store.tenants().tenant(text.get().tenant());
            if (token.isEmpty() || tenant.isEmpty()) {
                return again(text.get(), csr);
            }
            return objection(tenant.get(), token.get()).<EnrolmentAnswer>map(refused -> refused)
                    .orElseGet(() -> issue(text.get(), token.get(), tenant.get(), csr));
        } catch (StoreUnavailable unavailable) {
            LOG.warn("enrolment: {}", unavailable.getMessage());
            return new Refused(Kind.UNAVAILABLE, "The gateway cannot enrol devices at the moment. Try again later.");
        }
    }

    /** Why the rules do not let this device enrol now; empty if they do. */
    private Optional<Refused> objection(Tenant tenant, Token token) {
        Optional<Entitlement> entitlement = Optional.empty();
        if (token.user().isPresent()) {
            entitlement = store.directory().user(tenant.id(), token.user().get()).map(DirectoryStore.User::entitlement);
            if (entitlement.isEmpty()) {
                return Optional.of(new Refused(Kind.NOT_ALLOWED,
                        "The user this enrolment token was made for no longer exists. Ask your administrator."));
            }
        }
        return switch (Eligibility.judge(tenant.authority(), entitlement, token.platform())) {
            case Eligibility.Outcome.Refused(_, String reason, String remedy) -> Optional
                    .of(new Refused(Kind.NOT_ALLOWED, reason + " " + remedy));
            case Eligibility.Outcome.Eligible(ManagementAuthority authority) -> closedGate(tenant, token, authority);
        };
    }

    private static Optional<Refused> closedGate(Tenant tenant, Token token, ManagementAuthority authority) {
        if (!PushGate.closedToEnrolment(token.platform(), authority, tenant.pushTopics())) {
            return Optional.empty();
        }
        return Optional.of(new Refused(Kind.NOT_READY, "Apple devices cannot enrol yet: " + authority.wireName()
                + " has no Apple push certificate (R13). Try again when your administrator has uploaded it."));
    }

    private EnrolmentAnswer issue(TokenText text, Token token, Tenant tenant, byte[] csr) {
        CertificateIdentity identity = new CertificateIdentity(CertificateIdentity.Purpose.DEVICE, tenant.id().value(),
                token.device().value());
        return switch (ca.issue(csr, identity, DeviceCa.DEFAULT_VALIDITY, clock)) {
            case CsrOutcome.Issued(IssuedCertificate issued) -> record(text, token, tenant, issued)
                    .orElseGet(() -> again(text, csr)); // another request with the same token was first
            case CsrOutcome.Refused(CsrOutcome.Reason reason) -> new Refused(
                    reason == CsrOutcome.Reason.ISSUER_NOT_VALID ? Kind.UNAVAILABLE : Kind.BAD_REQUEST,
                    "No certificate was issued: " + reason.sentence() + ".");
        };
    }

    /**
     * The answer may have been lost on its way, and the device asks again with the key it made: it gets the same certificate
     * as long as the token would have been valid. Whoever comes with another key learns no more than a stranger.
     */
    private EnrolmentAnswer again(TokenText text, byte[] csr) {
        Optional<byte[]> before = RequestedKey.of(csr)
                .flatMap(key -> enrolments.issuedBefore(text.tenant(), text.hash(), key, clock.instant()));
        if (before.isEmpty()) {
            return NO_SUCH_TOKEN;
        }
        LOG.info("handed certificate {} out again: its device asked once more with the same key",
                Fingerprint.of(before.get()).hex());
        return new Issued(Pem.bytes(Pem.of(ca.chainOf(before.get()))));
    }

    /** Empty if the token was used meanwhile: then the certificate was not recorded and must not be handed out. */
    private Optional<EnrolmentAnswer> record(TokenText text, Token token, Tenant tenant, IssuedCertificate issued) {
        Optional<ManagementAuthority> placedUnder = token.user().isPresent() ? Optional.empty()
                : NewEnrolment.placement(tenant.authority());
        EnrolmentStore.Issue issue = new EnrolmentStore.Issue(issued.facts(), RequestedKey.of(issued.certificate()),
                Pem.encoded(issued.certificate()));
        if (!enrolments.redeem(text.hash(), token, issue, placedUnder, clock.instant())) {
            return Optional.empty();
        }
        LOG.info("issued certificate {} to device {} of tenant {}", issued.facts().fingerprint().hex(), token.device(),
                tenant.id());
        return Optional.of(new Issued(Pem.bytes(Pem.of(issued.chain()))));
    }
}
