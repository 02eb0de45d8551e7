package dev.muster.gateway.enrollment;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

import dev.muster.gateway.model.Device;
import dev.muster.gateway.store.EnrolmentStore;
import dev.muster.gateway.store.EnrolmentStore.Token;
import dev.muster.gateway.store.Store;

/**
 * Makes the challenges that the gateway itself sends to a device in a profile: enrolment tokens like those of administrators, each of
 * one device. Every method may throw {@link dev.muster.gateway.store.StoreUnavailable}.
 */
public final class Challenges {
    private static final Duration FIRST = Duration.ofHours(1);
    private static final Duration RENEWAL = Duration.ofDays(1);

    private final EnrolmentStore enrolments;
    private final RandomGenerator random;
    private final Clock clock;

    /** @param random a generator fit for secrets */
    public Challenges(Store store, RandomGenerator random, Clock clock) {
        this.enrolments = store.enrolments();
        this.random = random;
        this.clock = clock;
    }

    /**
     * For the first certificate of hardware that proved what it is: bound to its UDID and serial number, for an hour. Empty if it
     * let as many run up as an hour may see.
     */
    public Optional<String> first(Issuance.Applicant applicant, String udid, String serial) {
        Instant now = clock.instant();
        return offered(new Token(applicant.tenant(), applicant.platform(), applicant.user(), udid, serial,
                applicant.device(), now.plus(FIRST)), now);
    }

    /**
     * For the next certificate of an enrolment (R18), for a day. Empty if the device has let as many run up as a day may see: it is
     * offered another when they have expired.
     */
    public Optional<String> renewal(Device device) {
        Instant now = clock.instant();
        return offered(new Token(device.tenant(), device.platform(), device.user(), "", "", device.id(),
                now.plus(RENEWAL), device.enrolment()), now);
    }

    private Optional<String> offered(Token token, Instant now) {
        TokenText text = TokenText.make(token.tenant(), random);
        return enrolments.putOffer(text.hash(), token, now) ? Optional.of(text.text()) : Optional.empty();
    }
}
