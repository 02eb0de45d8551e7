package dev.muster.gateway.wake;

import java.time.Duration;

/**
 * How the gateway fares with its check-ins, as sums since it started.
 *
 * @param answered check-ins answered
 * @param nanos time they took together
 * @param refused check-ins refused for overload, and bounds passed
 * @param full share of the slots for check-ins that are taken, 0 to 1
 */
public record Load(long answered, double nanos, long refused, double full) {
    /** Nothing happens. */
    public static final Load NONE = new Load(0, 0, 0, 0);

    private static final double TOO_FULL = 0.75;

    /** Where the present load is asked for. Quick. */
    @FunctionalInterface
    public interface Probe {
        Load now();
    }

    /** Whether check-ins suffered since {@code before}: somebody was refused, slots ran short, or answers took long. */
    boolean isStrainedSince(Load before, Duration tolerable) {
        long answers = answered - before.answered;
        double mean = answers == 0 ? 0 : (nanos - before.nanos) / answers;
        return refused > before.refused || full > TOO_FULL || mean > tolerable.toNanos();
    }
}
