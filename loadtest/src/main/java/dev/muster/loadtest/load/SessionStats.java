package dev.muster.loadtest.load;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Counts sessions and their latency from the intended start (no coordinated omission). Thread-safe. */
public final class SessionStats {
    private static final long HIGHEST_MICROS = TimeUnit.MINUTES.toMicros(10);

    private final LongAdder completed = new LongAdder();
    private final LongAdder exchanges = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> failed = new ConcurrentHashMap<>();
    private final Recorder latency = new Recorder(HIGHEST_MICROS, 3);

    /** Counts one session; the latency of completed ones is kept. */
    void record(SessionResult result, long nanosSinceIntended) {
        switch (result) {
            case SessionResult.Completed done -> {
                completed.increment();
                exchanges.add(done.exchanges());
                latency.recordValue(Math.clamp(nanosSinceIntended / 1000, 1, HIGHEST_MICROS));
            }
            case SessionResult.Refused no -> count(refused, no.status() + " " + no.what());
            case SessionResult.LostByChoice _ -> lost.increment();
            case SessionResult.Failed failure -> count(failed, failure.why());
        }
    }

    private static void count(Map<String, LongAdder> counters, String key) {
        counters.computeIfAbsent(key, _ -> new LongAdder()).increment();
    }

    /** Latencies in microseconds since the last call; one reader only. */
    public Histogram takeLatencies() {
        return latency.getIntervalHistogram();
    }

    /** Everything counted so far. */
    public Totals totals() {
        return new Totals(completed.sum(), exchanges.sum(), lost.sum(), sums(refused), sums(failed));
    }

    private static Map<String, Long> sums(Map<String, LongAdder> counters) {
        Map<String, Long> sums = new TreeMap<>();
        counters.forEach((key, counter) -> sums.put(key, counter.sum()));
        return sums;
    }

    /**
     * Counters since the start.
     *
     * @param completed sessions that came to their regular end
     * @param exchanges requests answered in those
     * @param lost sessions whose emulator lost an answer on purpose
     * @param refused sessions refused for now, by status and request
     * @param failed sessions that failed, by reason
     */
    public record Totals(long completed, long exchanges, long lost, Map<String, Long> refused,
            Map<String, Long> failed) {
        public Totals {
            refused = Map.copyOf(refused);
            failed = Map.copyOf(failed);
        }

        /** All refusals. */
        public long allRefused() {
            return refused.values().stream().mapToLong(Long::longValue).sum();
        }

        /** All failures. */
        public long allFailed() {
            return failed.values().stream().mapToLong(Long::longValue).sum();
        }
    }
}
