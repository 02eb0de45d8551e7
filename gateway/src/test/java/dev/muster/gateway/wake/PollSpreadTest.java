package dev.muster.gateway.wake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.muster.gateway.model.DeviceId;

/** R17 for devices that have a timer of their own. */
@Timeout(60)
class PollSpreadTest {
    private static final Duration EIGHT_HOURS = Duration.ofHours(8);
    private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");
    private static final int DEVICES = 100_000;
    private static final long SEED = 7;

    private static DeviceId device(SplittableRandom random) {
        return new DeviceId(new UUID(random.nextLong(), random.nextLong()));
    }

    @Test
    void nobodyPollsLaterThanTheIntervalNorMuchMoreOftenR17() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 10_000; i++) {
            DeviceId device = device(random);
            int minutes = PollSpread.minutes(EIGHT_HOURS, device);
            assertTrue(minutes >= 441 && minutes <= 460, device + ": " + minutes);
            assertEquals(minutes, PollSpread.minutes(EIGHT_HOURS, device), "always the same");
            int first = PollSpread.first(EIGHT_HOURS, device, START.plusSeconds(i));
            assertTrue(first >= 5 && first <= 460, device + ": " + first);
        }
        assertTrue(PollSpread.minutes(Duration.ofMinutes(15), device(random)) >= 13);
    }

    /** Devices that all enrolled within one hour: check-ins a minute on the second day, and a week later. */
    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void thoseThatEnrolledTogetherComeEvenlyR17(int day) {
        int[] perMinute = new int[9 * 1_440];
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < DEVICES; i++) {
            DeviceId device = device(random);
            int at = random.nextInt(60);
            perMinute[at]++;
            at += PollSpread.first(EIGHT_HOURS, device, START.plusSeconds(60L * at));
            for (int minutes = PollSpread.minutes(EIGHT_HOURS, device); at < perMinute.length; at += minutes) {
                perMinute[at]++;
            }
        }
        assertTrue(busiest(perMinute, 0, 60) > 1_500, "the first hour");
        double mean = DEVICES / (480 * 0.94);
        int busiest = busiest(perMinute, day * 1_440, (day + 1) * 1_440);
        assertTrue(busiest < 1.3 * mean, busiest + " in the busiest minute, " + mean + " on average");
    }

    private static int busiest(int[] perMinute, int from, int to) {
        int most = 0;
        for (int at = from; at < to; at++) {
            most = Math.max(most, perMinute[at]);
        }
        return most;
    }
}
