package dev.muster.gateway.wake;

import java.time.Duration;
import java.util.List;

/**
 * Bounds of the {@link Waker}, for all tenants together.
 *
 * @param pageSize devices read at once, 1 to 10,000
 * @param passes tenants whose devices are being walked at the same time, at least 1
 * @param inFlight wake-ups sent and not yet answered, at least 1
 * @param perSecond wake-ups sent in a second, 1 to 1,000,000
 * @param retries how often a wake-up that could not be taken now is tried again, at least 0
 * @param retrying wake-ups waiting for another try, at least 1; beyond, they are left to the next pass
 * @param single devices waiting to be woken one by one, at least 1; beyond, they are left to their next regular check-in
 * @param laterPasses pauses before a tenant's second, third, ... pass over the devices that have not come
 */
public record WakeSettings(int pageSize, int passes, int inFlight, int perSecond, int retries, int retrying, int single,
        List<Duration> laterPasses) {
    /** Later passes half an hour, four hours, and one to seven days after the first. */
    public static final WakeSettings USUAL = new WakeSettings(500, 16, 256, 2_000, 3, 10_000, 10_000,
            List.of(Duration.ofMinutes(30), Duration.ofMinutes(210), Duration.ofHours(20), Duration.ofDays(1),
                    Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1),
                    Duration.ofDays(1)));

    public WakeSettings {
        require("pageSize", pageSize, 1, 10_000);
        require("passes", passes, 1, Integer.MAX_VALUE);
        require("inFlight", inFlight, 1, Integer.MAX_VALUE);
        require("perSecond", perSecond, 1, 1_000_000);
        require("retries", retries, 0, 100);
        require("retrying", retrying, 1, Integer.MAX_VALUE);
        require("single", single, 1, Integer.MAX_VALUE);
        laterPasses = List.copyOf(laterPasses);
    }

    private static void require(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " lies between " + least + " and " + most + ", not " + value);
        }
    }
}
