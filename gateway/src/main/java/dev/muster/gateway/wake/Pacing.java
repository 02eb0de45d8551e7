package dev.muster.gateway.wake;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.muster.gateway.model.TenantId;

/**
 * How fast wake-ups go out. The gateway's rate falls by half whenever its own check-ins suffer and rises by a twentieth of the
 * most each second they do not: a wave of a million devices slows down to what the gateway can answer. A tenant's share has a
 * limit of its own. Thread-safe.
 */
public final class Pacing {
    private static final Duration TOLERABLE = Duration.ofMillis(250);
    private static final Duration ADAPTS_EVERY = Duration.ofSeconds(1);
    private static final double LEAST = 5;
    /** So much too early is no harm, and going to sleep for each of two thousand wake-ups a second costs more than they do. */
    private static final Duration EARLY = Duration.ofMillis(5);
    private static final int TENANTS = 10_000;

    private final WakeTime time;
    private final int most;
    private final Load.Probe probe;
    private final Bucket all = new Bucket();
    private final Map<TenantId, Bucket> tenants = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TenantId, Bucket> eldest) {
            return size() > TENANTS;
        }
    };
    private double rate;
    private Load last;
    private Instant adaptedAt;

    /**
     * @param most wake-ups a second at most
     * @param probe how check-ins fare
     */
    public Pacing(WakeTime time, int most, Load.Probe probe) {
        this.time = time;
        this.most = most;
        this.probe = probe;
        this.rate = Math.max(LEAST, most / 2.0);
        this.last = probe.now();
        this.adaptedAt = time.now();
    }

    /** Waits until a wake-up of this tenant may go. */
    void await(TenantId tenant, int tenantPerSecond) throws InterruptedException {
        adapt();
        Instant now = time.now();
        Instant own = bucket(tenant).turn(now, tenantPerSecond);
        Instant shared = all.turn(now, rate());
        Duration wait = Duration.between(now, own.isAfter(shared) ? own : shared);
        if (wait.compareTo(EARLY) > 0) {
            time.sleep(wait);
        }
    }

    /** Wake-ups a second at the moment. */
    public synchronized double rate() {
        return rate;
    }

    /** Looks at the load if the last look is a second ago. */
    synchronized void adapt() {
        Instant now = time.now();
        if (Duration.between(adaptedAt, now).compareTo(ADAPTS_EVERY) < 0) {
            return;
        }
        adaptedAt = now;
        Load present = probe.now();
        rate = present.isStrainedSince(last, TOLERABLE)
                ? Math.max(LEAST, rate / 2)
                : Math.min(most, rate + most / 20.0);
        last = present;
    }

    private Bucket bucket(TenantId tenant) {
        synchronized (tenants) {
            return tenants.computeIfAbsent(tenant, _ -> new Bucket());
        }
    }
}
