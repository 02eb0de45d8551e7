package dev.muster.loadtest.demo;

import org.HdrHistogram.Histogram;

import dev.muster.loadtest.load.SessionStats;

/** Latency and rate as the display needs them, and of a whole phase; called by the display's thread and by the demo's. */
final class Measured {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final SessionStats stats;
    private Histogram recent;
    private Histogram phase;
    private Histogram overall;
    private long lastNanos;
    private long lastCompleted;
    private long perSecond;

    Measured(SessionStats stats) {
        this.stats = stats;
        this.recent = new Histogram(3);
        this.phase = new Histogram(3);
        this.overall = new Histogram(3);
        this.lastNanos = System.nanoTime();
    }

    /** Takes in what happened since the last call; the rate moves once a second. */
    synchronized void update() {
        long now = System.nanoTime();
        Histogram fresh = stats.takeLatencies();
        phase.add(fresh);
        overall.add(fresh);
        if (fresh.getTotalCount() > 0) {
            recent = fresh;
        }
        if (now - lastNanos >= SECOND_NANOS) {
            long completed = stats.totals().completed();
            perSecond = (completed - lastCompleted) * SECOND_NANOS / (now - lastNanos);
            lastCompleted = completed;
            lastNanos = now;
        }
    }

    synchronized long perSecond() {
        return perSecond;
    }

    synchronized long recentMicros(double percentile) {
        return recent.getTotalCount() == 0 ? 0 : recent.getValueAtPercentile(percentile);
    }

    /** Begins a phase with an empty histogram. */
    synchronized void beginPhase() {
        update();
        phase = new Histogram(3);
    }

    /** Latency of the phase so far, in microseconds; 0 if there was no session. */
    synchronized Latency phase() {
        update();
        return Latency.of(phase);
    }

    /** Latency since the start. */
    synchronized Latency overall() {
        update();
        return Latency.of(overall);
    }

    /** Percentiles in microseconds. */
    record Latency(long sessions, long p50, long p99, long max) {
        static Latency of(Histogram histogram) {
            return histogram.getTotalCount() == 0 ? new Latency(0, 0, 0, 0)
                    : new Latency(histogram.getTotalCount(), histogram.getValueAtPercentile(50),
                            histogram.getValueAtPercentile(99), histogram.getMaxValue());
        }
    }
}
