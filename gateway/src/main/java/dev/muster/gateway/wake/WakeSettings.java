package dev.muster.gateway.wake;

import java.time.Duration;
import java.util.List;

/**
 * Bounds of the {@link Waker}, for all tenants together.
 *
 * @param pageSize devices read at once, 1 to 10,000
 * @param pages pages being walked at the same time, at least 1
 * @param inFlight wake-ups sent and not yet answered, at least 1
 * @param retries how often a wake-up that could not be taken now is tried again while others are taken, 0 to 100
 * @param single devices waiting to be woken one by one, at least 1; beyond, they are left to their next regular check-in
 * @param singlePerSecond devices woken one by one in a second, at least 1: a budget of their own beside waves
 * @param segments into how many ranges a wave is cut, 1 to 64
 * @param passes when a wave's passes begin, from its start; the first is zero, and each is later than the one before
 * @param hold how long a page waits for a push service that takes nothing, before it is left to the next pass
 */
public record WakeSettings(int pageSize, int pages, int inFlight, int retries, int single, int singlePerSecond,
        int segments, List<Duration> passes, Duration hold) {
    /** Passes after half an hour, four hours, and one to seven days. */
    public static final WakeSettings USUAL = new WakeSettings(500, 16, 256, 3, 10_000, 100, 8,
            List.of(Duration.ZERO, Duration.ofMinutes(30), Duration.ofHours(4), Duration.ofDays(1), Duration.ofDays(2),
                    Duration.ofDays(3), Duration.ofDays(4), Duration.ofDays(5), Duration.ofDays(6), Duration.ofDays(7)),
            Duration.ofMinutes(30));

    public WakeSettings {
        require("pageSize", pageSize, 1, 10_000);
        require("pages", pages, 1, 10_000);
        require("inFlight", inFlight, 1, Integer.MAX_VALUE);
        require("retries", retries, 0, 100);
        require("single", single, 1, Integer.MAX_VALUE);
        require("singlePerSecond", singlePerSecond, 1, 1_000_000);
        require("segments", segments, 1, 64);
        passes = List.copyOf(passes);
        require("passes", passes.size(), 1, 100);
    }

    private static void require(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " lies between " + least + " and " + most + ", not " + value);
        }
    }
}
