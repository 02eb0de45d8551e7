package dev.muster.gateway.wake;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Where the hands of the ring belong (idea 8). A turn is a little shorter than the interval, which leaves time for answers and
 * for a hand that is a little late. A device's place is its id's first 32 bits: ids are random, so places are spread evenly.
 */
final class RingMath {
    /** Share of the interval that a turn takes: of eight hours, nineteen minutes are left. */
    static final double TURN = 0.96;
    /** Below so many devices a hand follows the clock; above, it goes by number, which evens out where places cluster. */
    static final long MANY = 2_000;
    private static final double PLACES = 1L << 32;
    private static final Duration SHORTEST_STEP = Duration.ofSeconds(1);
    private static final Duration LONGEST_STEP = Duration.ofSeconds(60);
    private static final int DEVICES_A_STEP = 10;

    private RingMath() {}

    static Duration turn(Duration interval) {
        return Duration.ofNanos((long) (interval.toNanos() * TURN));
    }

    /** Pause between two steps of a sweep over this many devices: about ten of them are met in each. */
    static Duration step(Duration turn, long devices) {
        Duration step = Duration.ofNanos((long) ((double) turn.toNanos() * DEVICES_A_STEP / Math.max(1, devices)));
        return step.compareTo(SHORTEST_STEP) < 0 ? SHORTEST_STEP
                : step.compareTo(LONGEST_STEP) > 0 ? LONGEST_STEP : step;
    }

    /** Where the first hand belongs at a moment: 0 up to 1. */
    static double fraction(Instant moment, Duration turn) {
        long millis = turn.toMillis();
        return (double) Math.floorMod(moment.toEpochMilli(), millis) / millis;
    }

    static double fraction(UUID id) {
        return (id.getMostSignificantBits() >>> 32) / PLACES;
    }

    /** The last id before a place. */
    static UUID before(double fraction) {
        double inside = fraction - Math.floor(fraction);
        return new UUID((long) (inside * PLACES) << 32, 0);
    }

    /** How far {@code to} lies ahead of {@code from}, the shorter way round: from -0.5 up to 0.5. */
    static double ahead(double from, double to) {
        double distance = to - from;
        return distance - Math.rint(distance);
    }

    /** Devices the first hand should meet while it moves by this share of a turn, being behind by {@code lag} of one. */
    static int devices(long expected, double share, double lag) {
        double gain = Math.abs(lag) > 0.03 ? 16 : 4;
        double pace = Math.clamp(1 + gain * lag, 0.5, 2);
        return (int) Math.round(expected * share * pace);
    }
}
