package dev.muster.loadtest.wave;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

import org.HdrHistogram.Histogram;

/**
 * What a wave came to.
 *
 * @param devices devices that should hear of the change
 * @param switched of them, those that hold the new setting and nothing else
 * @param pushed pushes that the faked services took while the wave ran
 * @param took from the change until the last device had it
 * @param gatewayCpu processor time of the gateway in that time
 * @param generatorCpu processor time of devices and fakes
 * @param gatewayPeak largest resident memory of the gateway in MB; 0 where the system does not tell
 * @param idle sessions of one device after the other before the wave, in microseconds
 * @param wave sessions of the wave from the push to their end, in microseconds
 * @param refused sessions refused for now
 * @param failed sessions that failed
 * @param last the gateway's own report at the end
 */
record WaveFigures(int devices, long switched, long pushed, Duration took, Duration gatewayCpu, Duration generatorCpu,
        long gatewayPeak, Histogram idle, Histogram wave, long refused, long failed, String last) {
    /** Target P4: a 99th percentile within ten, and a 99.9th within thirty idle medians. */
    boolean good() {
        return switched == devices && refused + failed == 0 && ratio(99) <= 10 && ratio(99.9) <= 30;
    }

    private double ratio(double percentile) {
        return wave.getValueAtPercentile(percentile) / (double) Math.max(1, idle.getValueAtPercentile(50));
    }

    /** As rows of a table. */
    List<String> rows() {
        double seconds = took.toMillis() / 1000.0;
        return List.of(row("devices; hold the new setting at the end", devices + "; " + switched),
                row("pushes taken by the faked services", Long.toString(pushed)),
                row("from the change to the last device",
                        number(seconds) + " s, " + number(devices / seconds) + " a second"),
                row("gateway CPU per device (push, session, accounting)",
                        number(gatewayCpu.toNanos() / 1e3 / devices) + " us"),
                row("CPU of devices and fakes per device", number(generatorCpu.toNanos() / 1e3 / devices) + " us"),
                row("largest resident memory of the gateway", gatewayPeak + " MB"),
                row("idle session, one after the other: median", millis(idle, 50)),
                row("session of the wave, from push to end: median", millis(wave, 50)),
                row("99th percentile; in idle medians (P4: at most 10)", millis(wave, 99) + "; " + number(ratio(99))),
                row("99.9th percentile; in idle medians (P4: at most 30)",
                        millis(wave, 99.9) + "; " + number(ratio(99.9))),
                row("sessions refused for now; failed", refused + "; " + failed));
    }

    private static String row(String what, String figure) {
        return "| " + what + " | " + figure + " |";
    }

    private static String number(double figure) {
        return String.format(Locale.ROOT, "%,.1f", figure);
    }

    private static String millis(Histogram histogram, double percentile) {
        return number(histogram.getValueAtPercentile(percentile) / 1000.0) + " ms";
    }
}
