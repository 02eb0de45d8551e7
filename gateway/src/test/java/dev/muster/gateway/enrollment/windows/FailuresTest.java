package dev.muster.gateway.enrollment.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.enrollment.windows.WindowsHarness.SettableClock;

/** How often somebody may be wrong. */
@Timeout(30)
class FailuresTest {
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T08:00:00Z"));
    private final Failures failures = new Failures(2, Duration.ofMinutes(15), 3, clock);

    @Test
    void countsWithinItsTimeAndBeginsAnewAfterIt() {
        assertTrue(failures.take("ada"));
        clock.forward(Duration.ofMinutes(14));
        assertTrue(failures.take("ada"));
        assertFalse(failures.take("ada"));
        assertTrue(failures.take("bo"), "another name");
        clock.forward(Duration.ofMinutes(1));
        assertTrue(failures.take("ada"));
    }

    @Test
    void forgetsWhatWasNoFailure() {
        for (int i = 0; i < 10; i++) {
            assertTrue(failures.take("ada"));
            failures.forgive("ada");
        }
        assertEquals(0, failures.remembered());
        failures.forgive("nobody");
    }

    @Test
    void remembersSoManyNames() {
        for (int i = 0; i < 100; i++) {
            assertTrue(failures.take("name" + i));
        }
        assertEquals(3, failures.remembered());
    }
}
