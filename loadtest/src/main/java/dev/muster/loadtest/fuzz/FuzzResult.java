package dev.muster.loadtest.fuzz;

/**
 * What came of one target.
 *
 * @param target which one
 * @param executions how often it ran, as libFuzzer counted
 * @param seconds how long that took
 * @param finding what it found, in one line; empty if nothing
 * @param trouble why it ended early without a finding; empty if it did not
 */
public record FuzzResult(FuzzTarget target, long executions, double seconds, String finding, String trouble) {
    /** Whether it ran to its end and found nothing. */
    public boolean good() {
        return finding.isEmpty() && trouble.isEmpty();
    }
}
