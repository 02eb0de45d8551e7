package dev.muster.gateway.wake;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.StoreUnavailable;
import dev.muster.gateway.store.WaveStore;
import dev.muster.gateway.store.WaveStore.Candidate;
import dev.muster.gateway.store.WaveStore.Lease;

/**
 * Hands the segments that are due to this node's page walkers, page by page. After each page a segment goes back to the end of
 * the line, and of those waiting the tenant with the fewest pages under way here, and served longest ago, comes first: a
 * tenant of a million devices costs a small one no more than a page.
 */
final class WaveDriver {
    private static final Logger LOG = LoggerFactory.getLogger(WaveDriver.class);
    private static final int LOOKS_AT = 128;
    private static final int REMEMBERED = 10_000;
    private static final int MOST_PARKED = 1_000;

    private final WaveStore waves;
    private final PageWalk walk;
    private final Executor threads;
    private final Semaphore pages;
    /** Pages that wait for a push service to recover. */
    private final Semaphore parked = new Semaphore(MOST_PARKED);
    private final GatewayEvents events;
    private final String node;
    private final Map<TenantId, Integer> underWay = new HashMap<>();
    private final Map<TenantId, Long> served = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TenantId, Long> eldest) {
            return size() > REMEMBERED;
        }
    };
    private long turns;
    private boolean signalled;

    WaveDriver(WaveStore waves, PageWalk walk, Executor threads, int pages, String node, GatewayEvents events) {
        this.waves = waves;
        this.walk = walk;
        this.threads = threads;
        this.pages = new Semaphore(pages);
        this.node = node;
        this.events = events;
    }

    /** Starts as many pages as there is room for; returns how many. Called by one thread. */
    int turn() {
        if (pages.availablePermits() == 0) {
            return 0;
        }
        int started = 0;
        for (Candidate candidate : inOrder(waves.due(LOOKS_AT))) {
            if (!pages.tryAcquire()) {
                break;
            }
            Optional<Lease> lease = Optional.empty();
            try {
                lease = waves.take(candidate, node, PageWalk.LEASE);
            } finally {
                if (lease.isEmpty()) {
                    pages.release();
                }
            }
            if (lease.isPresent()) {
                begin(lease.get());
                started++;
            }
        }
        return started;
    }

    private synchronized List<Candidate> inOrder(List<Candidate> due) {
        // One of each tenant before the second of any.
        Map<TenantId, Integer> seen = new HashMap<>();
        record Place(Candidate candidate, int before, long served) {}
        List<Place> places = new ArrayList<>();
        for (Candidate candidate : due) {
            int before = underWay.getOrDefault(candidate.tenant(), 0)
                    + seen.merge(candidate.tenant(), 1, Integer::sum);
            places.add(new Place(candidate, before, served.getOrDefault(candidate.tenant(), 0L)));
        }
        return places.stream().sorted(Comparator.comparingInt(Place::before).thenComparingLong(Place::served))
                .map(Place::candidate).toList();
    }

    private void begin(Lease lease) {
        TenantId tenant = lease.wave().tenant();
        synchronized (this) {
            underWay.merge(tenant, 1, Integer::sum);
            served.put(tenant, ++turns);
        }
        boolean running = false;
        try {
            threads.execute(() -> page(lease));
            running = true;
        } finally {
            if (!running) {
                ended(tenant);
            }
        }
    }

    private void page(Lease lease) {
        try {
            walk.walk(lease, new Parking());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (StoreUnavailable down) {
            // The lease runs out by itself, then somebody repeats the page.
            LOG.warn("A page of tenant {}'s wave waits: {}", lease.wave().tenant(), down.getMessage());
        } catch (RuntimeException defect) {
            events.tolerated("wave-page-failed");
            LOG.error("A page of tenant {}'s wave failed", lease.wave().tenant(), defect);
        } finally {
            ended(lease.wave().tenant());
        }
    }

    /** Lets others walk while a page waits; past the bound it keeps its place, which slows the others down and is counted. */
    private final class Parking implements PageWalk.Place {
        private boolean left;

        @Override
        public void leave() {
            left = parked.tryAcquire();
            if (left) {
                pages.release();
                signal();
            } else {
                events.boundPassed("wave-parked");
            }
        }

        @Override
        public void comeBack() {
            if (left) {
                parked.release();
                left = false;
                // Even when the process ends: the page gives its place back at its end.
                pages.acquireUninterruptibly();
            }
        }
    }

    private void ended(TenantId tenant) {
        synchronized (this) {
            underWay.computeIfPresent(tenant, (_, pagesOfIt) -> pagesOfIt == 1 ? null : pagesOfIt - 1);
        }
        pages.release();
        signal();
    }

    /** Something may be due. */
    synchronized void signal() {
        signalled = true;
        notifyAll();
    }

    /** Waits for a signal, but no longer than this. */
    synchronized void awaitSignal(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        for (long left = atMost.toNanos(); !signalled && left > 0; left = end - System.nanoTime()) {
            wait(left / 1_000_000 + 1);
        }
        signalled = false;
    }
}
