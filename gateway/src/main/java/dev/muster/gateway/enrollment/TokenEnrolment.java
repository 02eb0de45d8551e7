package dev.muster.gateway.enrollment;

import java.time.Clock;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.certs.ca.RequestedKey;
import dev.muster.certs.identity.Fingerprint;
import dev.muster.gateway.enrollment.EnrolmentAnswer.Issued;
import dev.muster.gateway.enrollment.EnrolmentAnswer.Kind;
import dev.muster.gateway.enrollment.EnrolmentAnswer.Refused;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.EnrolmentStore;
import dev.muster.gateway.store.EnrolmentStore.Token;
import dev.muster.gateway.store.Store;
import dev.muster.gateway.store.StoreUnavailable;

/**
 * Issues a device's certificate for a single-use token. Until the certificate is recorded the token stays unused, so that a refused
 * device may try again with the same one. A device that lost the answer gets the same certificate again.
 */
public final class TokenEnrolment {
    /** What is said of a token that is none. */
    public static final Refused NO_SUCH_TOKEN = new Refused(Kind.NOT_ALLOWED,
            "This enrolment token is unknown, used or expired. Ask your administrator for a new one.");
    private static final Logger LOG = LoggerFactory.getLogger(TokenEnrolment.class);

    private final EnrolmentStore enrolments;
    private final Issuance issuance;
    private final Clock clock;

    public TokenEnrolment(Store store, Issuance issuance, Clock clock) {
        this.enrolments = store.enrolments();
        this.issuance = issuance;
        this.clock = clock;
    }

    /** What an unused token allows; empty if it is none. May throw {@link StoreUnavailable}. */
    public Optional<Token> unused(String presented) {
        return TokenText.parse(presented)
                .flatMap(text -> enrolments.token(text.tenant(), text.hash(), clock.instant()));
    }

    /** The same where the tenant is known already: a token of another one is none. */
    public EnrolmentAnswer enrol(TenantId tenant, String presented, byte[] csr) {
        return TokenText.parse(presented).filter(text -> text.tenant().equals(tenant)).isPresent()
                ? enrol(presented, csr)
                : NO_SUCH_TOKEN;
    }

    /**
     * Uses a token up. One that renews asks no rule of enrolling (R14, R26).
     *     *
     * @param presented the token as it came; may be anything
     * @param csr a PKCS#10 request, PEM or DER; may be anything
     */
    public EnrolmentAnswer enrol(String presented, byte[] csr) {
        try {
            Optional<TokenText> text = TokenText.parse(presented);
            if (text.isEmpty()) {
                return NO_SUCH_TOKEN;
            }
            Optional<Token> token = enrolments.token(text.get().tenant(), text.get().hash(), clock.instant());
            if (token.isEmpty()) {
                return again(text.get(), csr);
            }
            if (token.get().renews() > 0) {
                return issuance.renew(token.get().tenant(), token.get().device(), csr,
                        (issue, now) -> enrolments.redeem(text.get().hash(), token.get(), issue, Optional.empty(), now),
                        () -> again(text.get(), csr));
            }
            return issuance.issue(Issuance.Applicant.of(token.get()), csr,
                    (issue, placed, now) -> enrolments.redeem(text.get().hash(), token.get(), issue, placed, now),
                    () -> again(text.get(), csr)); // another request with the same token was first
        } catch (StoreUnavailable unavailable) {
            return Issuance.unavailable(unavailable);
        }
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
        return new Issued(issuance.chainOf(before.get()));
    }
}
