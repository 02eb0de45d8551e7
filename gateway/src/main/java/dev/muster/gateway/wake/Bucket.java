package dev.muster.gateway.wake;

import java.time.Duration;
import java.time.Instant;

/**
 * Serves {@link Pacing}: hands out turns at a rate that may change at any time. Lateness of up to a tenth of a second is caught
 * up, so that imprecise sleeping does not lower the rate. Thread-safe.
 */
final class Bucket {
    private static final Duration CATCH_UP = Duration.ofMillis(100);

    private Instant next = Instant.MIN;

    /** When the caller's turn is. */
    synchronized Instant turn(Instant now, double perSecond) {
        Instant earliest = now.minus(CATCH_UP);
        Instant turn = next.isBefore(earliest) ? earliest : next;
        next = turn.plusNanos((long) (1_000_000_000 / perSecond));
        return turn;
    }
}
