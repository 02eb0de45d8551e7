package dev.muster.gateway.wake;

import java.time.Duration;

import dev.muster.gateway.model.DeviceId;

/**
 * How often a device comes that has a timer of its own (R17). Every device gets an interval of its own, a little shorter than
 * the longest that is allowed, by its place on the ring: those that enrolled in the same hour drift apart by more than half an
 * hour with every poll, and after some days come evenly. Telling them a moment instead would have to be told at every poll.
 */
public final class PollSpread {
    /** Shares of the interval, from the shortest to the longest poll; the rest is time for a poll that is late. */
    static final double SHORTEST = 0.88;
    static final double LONGEST = 0.96;

    private PollSpread() {}

    /** Minutes between two polls of this device; at least 1. */
    public static int minutes(Duration interval, DeviceId device) {
        double share = SHORTEST + (LONGEST - SHORTEST) * RingMath.fraction(device.value());
        return (int) Math.max(1, interval.toMinutes() * share);
    }
}
