package dev.muster.gateway.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.GatewayCommand;
import dev.muster.loadtest.crash.CrashOptions;
import dev.muster.loadtest.crash.CrashReport;
import dev.muster.loadtest.crash.CrashRun;

/**
 * The short form of {@code muster soak}: a real gateway process, killed with SIGKILL under load and started again. What kill -9
 * cannot show (the page cache survives it), the tests of the store show by counting syncs.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class KillNineTest {
    private static final int KILLS = 5;
    private static final int DEVICES = 30;

    @Test
    void losesNothingAcknowledgedWhenKilledFiveTimesUnderLoad() throws Exception {
        long seed = System.nanoTime();
        CrashReport report = new CrashRun(new CrashOptions(GatewayCommand.ofTests(), DEVICES, KILLS, seed, ""),
                line -> System.out.println("kill -9: " + line)).run();
        assertEquals(List.of(), report.faults(), "seed " + seed);
        assertEquals((long) DEVICES * KILLS, report.accepted(), "every round queues an action for every device");
        assertTrue(report.answered() >= (long) DEVICES * KILLS / 2, "the devices answered too little for a verdict: "
                + report);
    }
}
