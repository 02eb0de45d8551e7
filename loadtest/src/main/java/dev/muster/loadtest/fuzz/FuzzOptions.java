package dev.muster.loadtest.fuzz;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What is fuzzed.
 *
 * @param home directory of the checkout
 * @param targets which targets, in this order
 * @param executions how often each target runs, at least 1
 * @param seed where mutations come from, 1 to 4294967295
 * @param longest how long a target may take
 */
public record FuzzOptions(Path home, List<FuzzTarget> targets, long executions, long seed, Duration longest) {
    public FuzzOptions {
        targets = List.copyOf(targets);
        if (executions < 1) {
            throw new IllegalArgumentException("executions must be at least 1, not " + executions);
        }
        if (seed < 1 || seed > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("a fuzzer's seed must be 1 to 4294967295, not " + seed);
        }
    }
}
