package dev.muster.loadtest.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.loadtest.fuzz.FuzzOptions;
import dev.muster.loadtest.fuzz.FuzzResult;
import dev.muster.loadtest.fuzz.FuzzTarget;

/** The page a soak leaves behind, with either part and with both. */
@Timeout(60)
final class SoakReportTest {
    private static final CrashOptions CRASH = new CrashOptions(List.of("muster"), 200, 50, 1, "");
    private static final FuzzOptions FUZZ = new FuzzOptions(Path.of("."), List.of(FuzzTarget.XML), 2_000_000, 1,
            Duration.ofHours(1));

    private static SoakReport report(Optional<CrashReport> crashed, List<FuzzResult> fuzzed) {
        return new SoakReport(CRASH, crashed, FUZZ, fuzzed, 100, Instant.parse("2026-11-21T12:00:00Z"),
                Path.of(System.getProperty("muster.root"), "muster"));
    }

    @Test
    void listsEveryFuzzTargetWithItsExecutionsAndFindings() {
        SoakReport good = report(Optional.empty(), List.of(new FuzzResult(FuzzTarget.XML, 2_000_000, 117, "", "")));
        assertTrue(good.good());
        assertEquals("no finding in 1 fuzz target", good.verdict());
        assertTrue(good.markdown().contains("| xml | 2000000 | 117 | none |"), good.markdown());
        assertTrue(good.markdown().contains("`./muster soak --only fuzz --executions 2000000 --seed 1`"));
        assertFalse(good.markdown().contains("SIGKILL"));

        SoakReport bad = report(Optional.empty(), List.of(new FuzzResult(FuzzTarget.XML, 5, 1, "a | b", ""),
                new FuzzResult(FuzzTarget.SOAP, 7, 1, "", "not done after 60 minutes")));
        assertFalse(bad.good());
        assertEquals("2 of 2 fuzz targets found something or did not end", bad.verdict());
        assertTrue(bad.markdown().contains("| xml | 5 | 1 | a / b |"), bad.markdown());
    }

    @Test
    void tellsWhatWasLostAndWhatWasFound() {
        CrashReport lost = new CrashReport(200, 50, 10, 9, 8, List.of("one result is gone"));
        SoakReport both = report(Optional.of(lost), List.of(new FuzzResult(FuzzTarget.XML, 2_000_000, 117, "", "")));
        assertFalse(both.good());
        assertEquals("1 faults, no finding in 1 fuzz target", both.verdict());
        assertTrue(both.markdown().contains("- one result is gone"));
        SoakReport crash = report(Optional.of(lost), List.of());
        assertTrue(crash.markdown().contains("--only crash --kills 50 --devices 200"), crash.markdown());
    }
}
