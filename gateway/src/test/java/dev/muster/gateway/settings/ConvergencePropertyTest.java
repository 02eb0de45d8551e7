package dev.muster.gateway.settings;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * R10, R11, R11b for random histories: settings that come, change and go, authorities that switch with the same and other
 * names and with colliding nodes, lost commands, lost answers, late answers, refusals and NotNow. {@link ConvergenceWorld}
 * checks every step of every history by its own bookkeeping. A failure names its seed; {@code -Dmuster.seed=N} runs that alone,
 * {@code -Dmuster.histories=N} as many as there is time for.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ConvergencePropertyTest {
    private static final int HISTORIES = Integer.getInteger("muster.histories", 4_000);
    private static final int CHECK_INS = 25;

    @Test
    void managementTreesConvergeWithoutEverLosingProtection() {
        run(ConvergenceWorld.Style.MANAGEMENT_TREE);
    }

    @Test
    void profilesConvergeWithoutEverLosingProtection() {
        run(ConvergenceWorld.Style.PROFILES);
    }

    private static void run(ConvergenceWorld.Style style) {
        Long only = Long.getLong("muster.seed");
        long first = only == null ? 1 : only;
        long last = only == null ? HISTORIES : only;
        for (long seed = first; seed <= last; seed++) {
            try {
                ConvergenceWorld world = new ConvergenceWorld(style, seed);
                for (int i = 0; i < CHECK_INS; i++) {
                    world.disturb();
                    world.checkIn(true);
                }
                world.settle();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ", " + style + ": " + e.getMessage(), e);
            }
        }
    }
}
