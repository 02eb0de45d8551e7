package dev.muster.gateway.enrollment.windows;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bounds how often somebody may be wrong within a time: a user's name, a remote address. An attempt counts before its outcome is
 * known, so that many at once are no way around, and is forgotten if it succeeds. Remembers so many names and forgets the oldest
 * first, so a flood of names costs no memory. Of this process only. Thread-safe.
 */
final class Failures {
    private final int most;
    private final Duration within;
    private final Clock clock;
    private final Map<String, Count> counts;

    private record Count(int attempts, long since) {}

    /**
     * @param most attempts that may fail within the time, at least 1
     * @param within that time, from the first of them
     * @param remembered names remembered at once, at least 1
     */
    Failures(int most, Duration within, int remembered, Clock clock) {
        this.most = most;
        this.within = within;
        this.clock = clock;
        this.counts = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
                return size() > remembered;
            }
        };
    }

    /** Counts an attempt; false if there were too many. */
    synchronized boolean take(String name) {
        long now = clock.millis();
        Count count = counts.get(name);
        if (count == null || now - count.since() >= within.toMillis() || now < count.since()) {
            counts.remove(name);
            counts.put(name, new Count(1, now));
            return true;
        }
        if (count.attempts() >= most) {
            return false;
        }
        counts.put(name, new Count(count.attempts() + 1, count.since()));
        return true;
    }

    /** The attempt was no failure. */
    synchronized void forgive(String name) {
        counts.computeIfPresent(name,
                (same, count) -> count.attempts() <= 1 ? null : new Count(count.attempts() - 1, count.since()));
    }

    /** Names remembered at this moment. */
    synchronized int remembered() {
        return counts.size();
    }
}
