package dev.muster.gateway.wake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.Platform;
import dev.muster.gateway.store.WakeScheduleStore.Schedule;

/** The ring (R17, idea 8), walked for days in virtual time over devices in memory. */
@Timeout(120)
class RingTest {
    private static final Duration INTERVAL = Duration.ofHours(8);

    @Test
    void letsNoReachableDeviceGoLongerThanEightHours() throws InterruptedException {
        for (RingWorld.Start start : RingWorld.Start.values()) {
            RingWorld world = new RingWorld(20_000, start, Platform.IOS, Schedule.USUAL);
            world.run(Duration.ofDays(3));
            assertTrue(world.longest().compareTo(INTERVAL) <= 0, start + ": " + world.longest());
            double perDevice = world.pushes.size() / 20_000.0;
            assertTrue(perDevice < 3 * 3.3 + 1, start + ": woken about three times a day, not " + perDevice / 3);
        }
    }

    /** Also when a whole fleet enrolled within one hour: the second day is flat. */
    @Test
    void wakesAHundredThousandDevicesAtAnEvenRate() throws InterruptedException {
        RingWorld world = new RingWorld(100_000, RingWorld.Start.WITHIN_AN_HOUR, Platform.IOS, Schedule.USUAL);
        world.run(Duration.ofDays(2));
        long[] perMinute = world.pushesPerMinute(Duration.ofDays(1), Duration.ofDays(2));
        double mean = Arrays.stream(perMinute).average().orElseThrow();
        long least = Arrays.stream(perMinute).min().orElseThrow();
        long most = Arrays.stream(perMinute).max().orElseThrow();
        System.out.printf("ring: 100000 devices, pushes a minute: mean %.1f, least %d, most %d; longest gap %s%n", mean,
                least, most, world.longest());
        assertEquals(100_000 / (480 * RingMath.TURN), mean, 3, "each once in a turn");
        assertTrue(most <= mean * 1.2, "most in a minute " + most + " of " + mean);
        assertTrue(least >= mean * 0.8, "least in a minute " + least + " of " + mean);
        assertTrue(world.longest().compareTo(INTERVAL) <= 0, "longest " + world.longest());
    }

    @Test
    void walksTheBacklogOfAnOutageAtNoMoreThanTwiceTheSpeed() throws InterruptedException {
        RingWorld world = new RingWorld(30_000, RingWorld.Start.SPREAD, Platform.IOS, Schedule.USUAL);
        world.run(Duration.ofDays(1));
        double usual = world.pushesPerMinute(Duration.ofHours(12), Duration.ofHours(24)).length == 0 ? 0
                : Arrays.stream(world.pushesPerMinute(Duration.ofHours(12), Duration.ofHours(24))).average()
                        .orElseThrow();
        world.time.sleep(Duration.ofHours(5));
        world.run(Duration.ofHours(12));
        long most = Arrays.stream(world.pushesPerMinute(Duration.ofHours(29), Duration.ofHours(41))).max()
                .orElseThrow();
        // Both hands catch up, and both meet devices that have not been here.
        assertTrue(most <= usual * 2 * 2 * 1.2, "most " + most + ", usually " + usual);
        long after = Arrays.stream(world.pushesPerMinute(Duration.ofHours(40), Duration.ofHours(41))).max()
                .orElseThrow();
        assertTrue(after <= usual * 2.2, "it ends: " + after);
    }

    @Test
    void wakesOnlyPollingDevicesThatMissedTheirPoll() throws InterruptedException {
        RingWorld polling = new RingWorld(500, RingWorld.Start.SPREAD, Platform.WINDOWS, Schedule.USUAL);
        polling.pollEvery(Duration.ofMinutes(470));
        polling.run(Duration.ofDays(1));
        assertEquals(0, polling.pushes.size());
        RingWorld silent = new RingWorld(500, RingWorld.Start.SPREAD, Platform.WINDOWS, Schedule.USUAL);
        silent.run(Duration.ofDays(1));
        assertTrue(silent.pushes.size() >= 500, "woken " + silent.pushes.size());
    }

    @Test
    void keepsToATenantsOwnInterval() throws InterruptedException {
        Schedule hourly = new Schedule(Duration.ofHours(1), 1_000, Optional.empty());
        RingWorld world = new RingWorld(3_000, RingWorld.Start.SPREAD, Platform.IOS, hourly);
        world.run(Duration.ofHours(12));
        assertTrue(world.longest().compareTo(Duration.ofHours(1)) <= 0, "longest " + world.longest());
    }

    @Test
    void wakesTwentyDevicesAsReliablyAsManyThousand() throws InterruptedException {
        RingWorld world = new RingWorld(20, RingWorld.Start.WITHIN_AN_HOUR, Platform.IOS, Schedule.USUAL);
        world.run(Duration.ofDays(4));
        assertTrue(world.longest().compareTo(INTERVAL) <= 0, "longest " + world.longest());
    }
}
