package dev.muster.gateway.wake;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Serves a pass: counts what became of each wake-up, and lets the pass wait for the last answer. Thread-safe. */
final class Tally {
    private final LongAdder affected = new LongAdder();
    private final LongAdder gated = new LongAdder();
    private final Map<End, LongAdder> ended = new EnumMap<>(End.class);
    private final AtomicLong outstanding = new AtomicLong();

    /** How a wake-up ended. */
    enum End {
        ACCEPTED, GONE, LATER, REFUSED
    }

    Tally() {
        for (End how : End.values()) {
            ended.put(how, new LongAdder());
        }
    }

    void gated() {
        affected.increment();
        gated.increment();
    }

    void begin() {
        affected.increment();
        outstanding.incrementAndGet();
    }

    void end(End how) {
        counter(how).increment();
        if (outstanding.decrementAndGet() == 0) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** Waits until every wake-up that began has ended, but no longer than this; says whether all have. */
    synchronized boolean awaitEnds(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        for (long left = atMost.toNanos(); outstanding.get() > 0 && left > 0; left = end - System.nanoTime()) {
            // Rounded up: with 0 milliseconds wait() would never end.
            wait(left / 1_000_000 + 1);
        }
        return outstanding.get() == 0;
    }

    /** Whether a wake-up was tried, with whatever result. */
    boolean triedAny() {
        return affected.sum() > gated.sum();
    }

    Progress progress(boolean running) {
        return new Progress(affected.sum(), count(End.ACCEPTED), count(End.GONE), count(End.LATER), count(End.REFUSED),
                gated.sum(), running);
    }

    private long count(End how) {
        return counter(how).sum();
    }

    private LongAdder counter(End how) {
        return Objects.requireNonNull(ended.get(how));
    }
}
