package dev.muster.gateway.wake.apns;

import java.time.Duration;

/**
 * Bounds of the {@link ApnsChannel}.
 *
 * @param inFlight pushes of one certificate sent and not yet answered, at least 1
 * @param clients certificates with a connection, at least 1; beyond, the one unused for longest is closed
 * @param answerWithin how long an answer is waited for; afterwards the connection is given up
 * @param recheckAfter how old a certificate may be until the source is asked again, so that a replacement on another gateway
 *        is noticed
 */
public record ApnsLimits(int inFlight, int clients, Duration answerWithin, Duration recheckAfter) {
    /** For production. */
    public static final ApnsLimits USUAL = new ApnsLimits(1_500, 500, Duration.ofSeconds(30), Duration.ofMinutes(1));

    public ApnsLimits {
        if (inFlight < 1 || clients < 1 || !answerWithin.isPositive() || !recheckAfter.isPositive()) {
            throw new IllegalArgumentException("limits of APNs are above zero");
        }
    }
}
