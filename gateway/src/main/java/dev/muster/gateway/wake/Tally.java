package dev.muster.gateway.wake;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Serves a pass: counts what became of each wake-up, and lets the pass wait for the last answer. Thread-safe. */
final class Tally {
    private final LongAdder affected = new LongAdder();
    private final LongAdder gated = new LongAdder();
    private final LongAdder[] ended = new LongAdder[End.values().length];
    private final AtomicLong outstanding = new AtomicLong();

    /** How a wake-up ended. */
    enum End {
        ACCEPTED, GONE, LATER, REFUSED
    }

    Tally() {
        for (int i = 0; i < ended.length; i++) {
            ended[i] = new LongAdder();
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
        ended[how.ordinal()].increment();
        if (outstanding.decrementAndGet() == 0) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** Waits until every wake-up that began has ended; each of them has a deadline of its own. */
    synchronized void awaitEnds() throws InterruptedException {
        while (outstanding.get() > 0) {
            wait();
        }
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
        return ended[how.ordinal()].sum();
    }
}
