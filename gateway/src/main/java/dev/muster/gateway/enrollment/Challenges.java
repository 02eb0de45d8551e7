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

    /** For the first certificate of hardware that proved what it is: bound to its UDID and serial number, for an hour. */
    public String first(Issuance.Applicant applicant, String udid, String serial) {
        TokenText text = TokenText.make(applicant.tenant(), random);
        enrolments.putToken(text.hash(), new Token(applicant.tenant(), applicant.platform(), applicant.user(), udid,
                serial, applicant.device(), clock.instant().plus(FIRST)));
        return text.text();
    }

    /**
     * For the next certificate of an enrolment (R18), for a day. Empty if the device has let as many run up as a day may see: it is
     * offered another when they have expired.
     */
    public Optional<String> renewal(Device device) {
        TokenText text = TokenText.make(device.tenant(), random);
        Instant now = clock.instant();
        boolean kept = enrolments.putRenewal(text.hash(), new Token(device.tenant(), device.platform(), device.user(),
                "", "", device.id(), now.plus(RENEWAL), device.enrolment()), now);
        return kept ? Optional.of(text.text()) : Optional.empty();
    }
}
