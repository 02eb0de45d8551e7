package dev.muster.gateway.net;

import java.util.concurrent.atomic.AtomicInteger;

/** A number of places that are taken and given back, by any thread. Nobody waits: a full house says no. */
final class Slots {
    private final int most;
    private final int open;
    private final AtomicInteger taken = new AtomicInteger();

    /** {@code most} places, all alike. */
    Slots(int most) {
        this(most, 0);
    }

    /** {@code most} places of which {@code reservedPercent} (rounded down) are kept for whoever has precedence. */
    Slots(int most, int reservedPercent) {
        this.most = most;
        this.open = most - (int) ((long) most * reservedPercent / 100);
    }

    /** Takes one of the places that are open to everybody; false if there is none. */
    boolean take() {
        return take(false);
    }

    /** Takes a place, a reserved one too if {@code precedence}; false if there is none. */
    boolean take(boolean precedence) {
        int limit = precedence ? most : open;
        int now = taken.get();
        while (now < limit) {
            if (taken.compareAndSet(now, now + 1)) {
                return true;
            }
            now = taken.get();
        }
        return false;
    }

    /** Gives one place back. */
    void give() {
        taken.decrementAndGet();
    }

    /** Whether even those with precedence would be refused at this moment. */
    boolean isFull() {
        return taken.get() >= most;
    }

    /** Places taken at this moment. */
    int taken() {
        return taken.get();
    }
}
