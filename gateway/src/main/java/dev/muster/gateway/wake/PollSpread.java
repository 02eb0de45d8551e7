package dev.muster.gateway.wake;

import java.time.Duration;
import java.time.Instant;

import dev.muster.gateway.model.DeviceId;

/**
 * How often a device comes that has a timer of its own (R17), spread like the ring. The first interval it is told ends at its
 * place on the ring; every other one is the same, and a little shorter than the longest that is allowed. It differs by device: a
 * client that begins to count elsewhere than where it was told still drifts away from those that enrolled with it, and places
 * that are spread evenly stay so whatever the intervals are.
 */
public final class PollSpread {
    /** Shares of the interval, from the shortest to the longest poll; the rest is time for a poll that is late. */
    private static final double SHORTEST = 0.92;
    private static final double LONGEST = 0.96;
    private static final double PLACES = 1L << 32;
    /** Whoever has just come has no need to come again at once. */
    private static final int LEAST_MINUTES = 5;

    private PollSpread() {}

    /** Minutes between two polls of this device. */
    public static int minutes(Duration interval, DeviceId device) {
        // Not by the bits that make its place: all intervals shall occur everywhere on the ring.
        double share = SHORTEST
                + (LONGEST - SHORTEST) * ((device.value().getLeastSignificantBits() & 0xFFFF_FFFFL) / PLACES);
        return (int) Math.max(LEAST_MINUTES, interval.toMinutes() * share);
    }

    /** Minutes from now to this device's place on the ring. */
    public static int first(Duration interval, DeviceId device, Instant now) {
        Duration turn = RingMath.turn(interval);
        double ahead = RingMath.fraction(device.value()) - RingMath.fraction(now, turn);
        return (int) Math.max(LEAST_MINUTES, turn.toMinutes() * (ahead - Math.floor(ahead)));
    }
}
