package dev.muster.gateway.net;

import java.util.concurrent.atomic.AtomicInteger;

/** Requests under way on all listeners, and whether new ones are still welcome, for draining. Any thread may call it. */
final class Exchanges {
    /** Told to every open connection when the listeners begin to close. */
    record Draining() {}

    private final AtomicInteger underWay = new AtomicInteger();
    private volatile boolean draining;

    /** A request has begun. */
    void begin() {
        underWay.incrementAndGet();
    }

    /** A request has been answered, or its connection is gone. */
    void end() {
        underWay.decrementAndGet();
    }

    /** Requests under way at this moment. */
    int underWay() {
        return underWay.get();
    }

    /** From now on new requests are refused and every answer ends its connection. */
    void drain() {
        draining = true;
    }

    /** Whether {@link #drain} was called. */
    boolean draining() {
        return draining;
    }
}
