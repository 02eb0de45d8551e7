package dev.muster.gateway.wake;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Serves the waker: spreads wake-ups evenly, at most so many in a second. Whoever is early sleeps until its turn; lateness of
 * up to a tenth of a second is caught up, so that imprecise sleeping does not lower the rate. Fair, thread-safe.
 */
final class Pace {
    private static final long CATCH_UP = TimeUnit.MILLISECONDS.toNanos(100);

    private final long interval;
    private final ReentrantLock lock = new ReentrantLock(true);
    private long next = System.nanoTime();

    Pace(int perSecond) {
        this.interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    void await() throws InterruptedException {
        long wait = turn() - System.nanoTime();
        if (wait > 0) {
            TimeUnit.NANOSECONDS.sleep(wait);
        }
    }

    private long turn() {
        lock.lock();
        try {
            long turn = Math.max(next, System.nanoTime() - CATCH_UP);
            next = turn + interval;
            return turn;
        } finally {
            lock.unlock();
        }
    }
}
