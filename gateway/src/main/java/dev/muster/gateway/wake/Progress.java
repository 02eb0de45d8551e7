package dev.muster.gateway.wake;

/**
 * How far the newest pass over a tenant's devices has come. What is not yet answered is in {@code affected} only.
 *
 * @param affected devices that should hear of the change
 * @param accepted wake-ups the push service took
 * @param gone tokens it called dead
 * @param later wake-ups given up for this pass; the next one, or the regular check-in, reaches these devices
 * @param refused wake-ups refused for good
 * @param gated devices not woken because their authority has no push certificate (R13)
 * @param running whether the pass goes on
 */
public record Progress(long affected, long accepted, long gone, long later, long refused, long gated, boolean running) {
    /** No pass was ever started. */
    public static final Progress NONE = new Progress(0, 0, 0, 0, 0, 0, false);
}
