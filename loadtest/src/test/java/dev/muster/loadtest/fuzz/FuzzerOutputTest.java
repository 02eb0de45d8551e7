package dev.muster.loadtest.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the soak reads out of a fuzzer's log, and that its targets are there. */
@Timeout(20)
final class FuzzerOutputTest {
    @Test
    void countsExecutionsUpToTheLastLine() {
        List<String> log = List.of("INFO: Seed: 1", "#56\tINITED cov: 370 ft: 905 corp: 30/33Kb exec/s: 0 rss: 605Mb",
                "#262144\tpulse  cov: 500 ft: 1200 corp: 200/90Kb lim: 4229 exec/s: 21845 rss: 605Mb",
                "Done 300000 runs in 13 second(s)", "stat::number_of_executed_units: 300000");
        assertEquals(300_000, FuzzerOutput.executions(log));
        assertEquals(262_144, FuzzerOutput.executions(log.subList(0, 3)));
        assertEquals(0, FuzzerOutput.executions(List.of("#x", "# 5", "stat::new_units_added: 7")));
        assertEquals("", FuzzerOutput.finding(log));
    }

    @Test
    void tellsTheFirstFindingInOneLine() {
        assertEquals("java.lang.AssertionError: two ends", FuzzerOutput.finding(List.of("#5 NEW",
                "== Java Exception: java.lang.AssertionError: two ends", "\tat x", "SUMMARY: libFuzzer: later")));
        assertEquals("timeout", FuzzerOutput.finding(List.of("SUMMARY: libFuzzer: timeout")));
        assertEquals(300, FuzzerOutput.finding(List.of("== Java Exception: " + "x".repeat(1000))).length());
    }

    @Test
    void namesTestClassesThatAreThere() {
        Path home = Path.of(System.getProperty("muster.root"));
        for (FuzzTarget target : FuzzTarget.values()) {
            Path source = home.resolve(target.module()).resolve("src/test/java")
                    .resolve(target.testClass().replace('.', '/') + ".java");
            assertTrue(Files.isRegularFile(source), source.toString());
        }
    }

    @Test
    void refusesOptionsThatMeanNothing() {
        Path home = Path.of(".");
        assertThrows(IllegalArgumentException.class,
                () -> new FuzzOptions(home, List.of(FuzzTarget.XML), 0, 1, Duration.ofHours(1)));
        assertThrows(IllegalArgumentException.class,
                () -> new FuzzOptions(home, List.of(FuzzTarget.XML), 1, 0, Duration.ofHours(1)));
    }
}
