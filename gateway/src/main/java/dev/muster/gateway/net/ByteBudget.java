package dev.muster.gateway.net;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that the bodies of one listener may hold all together. They are counted as they arrive, not as they are announced, so
 * nobody holds memory by a promise.
 */
final class ByteBudget {
    private final long most;
    private final AtomicLong taken = new AtomicLong();

    ByteBudget(long most) {
        this.most = most;
    }

    /** Takes {@code bytes}; false, with nothing taken, if they are not there. */
    boolean take(int bytes) {
        if (taken.addAndGet(bytes) <= most) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    /** Gives back what was taken. */
    void give(int bytes) {
        taken.addAndGet(-bytes);
    }

    /** Bytes taken at this moment. */
    long taken() {
        return taken.get();
    }
}
