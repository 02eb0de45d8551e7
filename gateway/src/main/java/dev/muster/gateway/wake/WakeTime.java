package dev.muster.gateway.wake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The time wake-ups live in. Everything that waits here waits through it, so a test may let an hour pass at once. */
public interface WakeTime {
    /** The present. */
    Instant now();

    /** Waits; returns at once for nothing or less. */
    void sleep(Duration duration) throws InterruptedException;

    /** The time of a clock, waited for on the calling thread. */
    static WakeTime of(Clock clock) {
        return new WakeTime() {
            @Override
            public Instant now() {
                return clock.instant();
            }

            @Override
            public void sleep(Duration duration) throws InterruptedException {
                if (duration.isPositive()) {
                    Thread.sleep(duration);
                }
            }
        };
    }
}
