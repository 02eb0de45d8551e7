package dev.muster.gateway.wake;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.GatewayCommand;
import dev.muster.loadtest.wave.WaveLoad;
import dev.muster.loadtest.wave.WaveOptions;

/**
 * The short form of {@code muster bench --wave}: a real gateway process, faked APNs, WNS and FCM, and devices of every kind that hear
 * of a change only by a push (R9). Windows is told for whom to get a channel and asked for it. Latency is not judged here.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class WholeCircleTest {
    private static final int DEVICES = 20;

    @Test
    void everyDeviceHearsOfAChangeByItsPushServiceAndSwitches() throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        new WaveLoad(new WaveOptions(DEVICES, 7, Optional.empty(), GatewayCommand.ofTests()), Clock.systemUTC(),
                new PrintStream(said, true, StandardCharsets.UTF_8)).run();
        String report = said.toString(StandardCharsets.UTF_8);
        assertTrue(report.contains("| devices; hold the new setting at the end | 20; 20 |"), report);
        assertTrue(report.contains("| sessions refused for now; failed | 0; 0 |"), report);
        assertTrue(report.contains("no token 0"), report);
        assertTrue(report.contains("| pushes taken by the faked services | 20 |"), "each device once: " + report);
    }
}
