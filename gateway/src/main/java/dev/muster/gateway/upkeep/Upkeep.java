package dev.muster.gateway.upkeep;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.gateway.observe.GatewayEvents;

/**
 * Does chores one after the other on a thread of its own, so that none costs a check-in. A chore that fails is counted and
 * tried again at the next round; the others go on. Several gateways on one database do the same chores: each is made so that
 * doing it twice changes nothing.
 */
public final class Upkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    private static final long FIRST_MILLIS = 5_000;

    private final List<Chore> chores;
    private final GatewayEvents events;
    private final ScheduledExecutorService thread = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("upkeep").factory());

    private volatile boolean closed;

    public Upkeep(List<Chore> chores, GatewayEvents events) {
        this.chores = List.copyOf(chores);
        this.events = events;
    }

    /** Does all chores some seconds from now, on that thread, and again after each {@code pause}. */
    public void start(Duration pause) {
        var _ = thread.scheduleWithFixedDelay(this::round, Math.min(pause.toMillis(), FIRST_MILLIS), pause.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** One round of all chores. */
    void round() {
        for (Chore chore : chores) {
            try {
                chore.run();
            } catch (RuntimeException failed) {
                if (closed) {
                    return;
                }
                events.tolerated("upkeep-failed");
                LOG.warn("{} did not work and is tried again later: {}", chore.name(), failed.getMessage());
            }
        }
    }

    /** Ends; a chore under way is interrupted. */
    @Override
    public void close() {
        closed = true;
        thread.shutdownNow();
    }
}
