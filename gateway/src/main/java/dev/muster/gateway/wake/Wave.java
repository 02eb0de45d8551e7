package dev.muster.gateway.wake;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.DeviceStore;
import dev.muster.gateway.store.StoreUnavailable;
import dev.muster.gateway.store.TenantStore;

/**
 * Serves the waker: one tenant's wave (idea 7 of the architecture). A pass walks the devices below the tenant's epoch in
 * pages; later passes find just those that have not come. A new change restarts it from the first page with the new epoch.
 *
 * <pre>
 * idle --start--> pass --somebody tried--> pause --> pass ... --nobody due, or all passes made--> idle
 *                  ^                         |
 *                  +--------- start ---------+
 * </pre>
 */
final class Wave {
    private static final Logger LOG = LoggerFactory.getLogger(Wave.class);
    private static final int MAX_FAILURES = 5;
    private static final Duration LOOKS_UP_EVERY = Duration.ofMillis(100);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

    private final TenantId tenant;
    private final Parts parts;
    private volatile Tally tally = new Tally();
    private boolean alive;
    private boolean restart;
    private volatile boolean walking;

    /** What all waves share. */
    record Parts(TenantStore tenants, DeviceStore devices, WakeGate gate, Sender sender, Semaphore passes,
            WakeSettings settings) {}

    Wave(TenantId tenant, Parts parts) {
        this.tenant = tenant;
        this.parts = parts;
    }

    /** Asks for a pass from the first page; true if the caller has to run the wave, false if it runs and will restart. */
    synchronized boolean start() {
        if (alive) {
            restart = true;
            notifyAll();
            return false;
        }
        alive = true;
        return true;
    }

    Progress progress() {
        return tally.progress(walking);
    }

    /** Makes passes until nobody is left or the last one is made; ends early when interrupted. */
    void run() {
        try {
            int later = 0;
            int failures = 0;
            Next next;
            do {
                clearRestart();
                boolean worked = pass();
                failures = worked ? 0 : failures + 1;
                next = next(worked, failures, later);
                later = switch (next) {
                    case AGAIN -> later;
                    case FROM_THE_START -> 0;
                    case LATER_PASS -> later + 1;
                    case OVER -> 0;
                };
            } while (next != Next.OVER);
        } catch (InterruptedException closing) {
            // The process ends; whoever is left is found by the next one. Not restartable, hence not marked idle.
            Thread.currentThread().interrupt();
        }
    }

    /** What follows a pass. */
    private enum Next {
        AGAIN, FROM_THE_START, LATER_PASS, OVER
    }

    /** Waits as long as it takes until the next pass is due. */
    private Next next(boolean worked, int failures, int later) throws InterruptedException {
        if (!worked && failures < MAX_FAILURES) {
            return restartedWithin(AFTER_FAILURE) ? Next.FROM_THE_START : Next.AGAIN;
        }
        if ((worked && !tally.triedAny()) || later == parts.settings.laterPasses().size()) {
            return end() ? Next.OVER : Next.FROM_THE_START;
        }
        return restartedWithin(parts.settings.laterPasses().get(later)) ? Next.FROM_THE_START : Next.LATER_PASS;
    }

    /** One walk over the devices that are due; false if the store failed. */
    private boolean pass() throws InterruptedException {
        Tally mine = new Tally();
        parts.passes.acquire();
        tally = mine;
        walking = true;
        try {
            try {
                walk(mine);
            } finally {
                // Others may walk while this one waits for answers and repeated attempts.
                parts.passes.release();
            }
            awaitEnds(mine);
        } catch (StoreUnavailable down) {
            LOG.warn("The wave of tenant {} waits: the store is not available ({})", tenant, down.getMessage());
            return false;
        } catch (RuntimeException defect) {
            LOG.error("The wave of tenant {} failed", tenant, defect);
            return false;
        } finally {
            walking = false;
        }
        if (mine.progress(false).affected() > 0) {
            LOG.info("Pass over the devices of tenant {}: {}", tenant, mine.progress(false));
        }
        return true;
    }

    private void walk(Tally mine) throws InterruptedException {
        Optional<DeviceId> after = Optional.empty();
        int size = parts.settings.pageSize();
        while (!isRestarted()) {
            // Read again for each page: the gate may open or close, the epoch may rise while a large tenant is walked.
            Optional<Tenant> now = parts.tenants.tenant(tenant);
            if (now.isEmpty()) {
                return;
            }
            List<DeviceStore.Due> page = parts.devices.due(tenant, now.get().epoch(), after, size);
            for (DeviceStore.Due due : page) {
                if (parts.gate.isOpen(now.get(), due.device(), due.user())) {
                    parts.sender.send(new Sender.Target(tenant, due.device().id(), due.address(), mine));
                } else {
                    mine.gated();
                }
            }
            if (page.size() < size) {
                return;
            }
            after = Optional.of(page.getLast().device().id());
        }
    }

    /** Waits for the last answer, or for a restart: its pass shows its own progress and need not wait for this one's. */
    private void awaitEnds(Tally mine) throws InterruptedException {
        boolean ended = false;
        while (!ended && !isRestarted()) {
            ended = mine.awaitEnds(LOOKS_UP_EVERY);
        }
    }

    private synchronized boolean isRestarted() {
        return restart;
    }

    private synchronized void clearRestart() {
        restart = false;
    }

    private synchronized boolean restartedWithin(Duration pause) throws InterruptedException {
        long end = System.nanoTime() + pause.toNanos();
        for (long left = pause.toNanos(); !restart && left > 0; left = end - System.nanoTime()) {
            // Rounded up: with 0 milliseconds wait() would never end.
            wait(left / 1_000_000 + 1);
        }
        return restart;
    }

    /** Ends the wave unless it was restarted at the last moment. */
    private synchronized boolean end() {
        if (restart) {
            return false;
        }
        alive = false;
        return true;
    }
}
