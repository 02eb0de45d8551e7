package dev.muster.gateway.independent;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alert rules of ops/ by Prometheus' own judge: they are well formed, fire when they should and are silent on a quiet day. */
class AlertRulesTest {
    private static final Path OPS = Path.of(System.getProperty("muster.root", "..")).toAbsolutePath().resolve("ops");

    @Test
    void promtoolAcceptsTheRules(@TempDir Path directory) throws Exception {
        String verdict = Tool.done(directory, "promtool", "check", "rules",
                OPS.resolve("prometheus-alerts.yml").toString());
        assertTrue(verdict.contains("SUCCESS"), verdict);
    }

    @Test
    void theAlertsFireWhenTheyShouldAndOnlyThen(@TempDir Path directory) throws Exception {
        String verdict = Tool.done(directory, "promtool", "test", "rules",
                OPS.resolve("prometheus-alerts-test.yml").toString());
        assertTrue(verdict.contains("SUCCESS"), verdict);
    }
}
