package dev.muster.gateway.net;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that the bodies of one listener may hold all together. They are counted as they arrive, not as they are announced, so
 * nobody holds memory by a promise.
 */
final class ByteBudget {
    private final long most;
    private final long open;
    private final AtomicLong taken = new AtomicLong();

    /** {@code most} bytes for everybody. */
    ByteBudget(long most) {
        this(most, most);
    }

    /** {@code most} bytes of which {@code open} are for everybody and the rest for whoever has precedence. */
    ByteBudget(long most, long open) {
        this.most = most;
        this.open = open;
    }

    /** Takes {@code bytes}, of the reserve too if {@code precedence}; false, with nothing taken, if they are not there. */
    boolean take(int bytes, boolean precedence) {
        if (taken.addAndGet(bytes) <= (precedence ? most : open)) {
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
