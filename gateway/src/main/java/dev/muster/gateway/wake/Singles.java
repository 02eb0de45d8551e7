package dev.muster.gateway.wake;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.DirectoryStore;

/**
 * Wakes devices one by one, because an action waits, a licence changed or somebody asked: at once, within a small budget of its
 * own, so that neither a wave nor the ring delays it. Not durable: what a crash loses, a wave of the next start finds, or the
 * device's next regular check-in.
 */
final class Singles {
    private static final Logger LOG = LoggerFactory.getLogger(Singles.class);

    private final PageWalk.Parts parts;
    private final DirectoryStore directory;
    private final ExecutorService threads;
    private final Semaphore waiting;
    private final GatewayEvents events;
    private final Bucket bucket = new Bucket();

    Singles(PageWalk.Parts parts, DirectoryStore directory, ExecutorService threads, GatewayEvents events) {
        this.parts = parts;
        this.directory = directory;
        this.threads = threads;
        this.waiting = new Semaphore(parts.settings().single());
        this.events = events;
    }

    /** Returns at once; false if too many wait already. A gated device is not woken (R13). */
    boolean wake(TenantId tenant, DeviceId device) {
        return wake(tenant, device, () -> parts.devices().pushAddress(tenant, device));
    }

    /** The same through an address that is looked up when its turn has come. */
    boolean wake(TenantId tenant, DeviceId device, Supplier<Optional<PushAddress>> address) {
        if (!waiting.tryAcquire()) {
            events.boundPassed("wake-devices");
            return false;
        }
        try {
            threads.execute(() -> {
                try {
                    wakeNow(tenant, device, address.get());
                } catch (InterruptedException closing) {
                    Thread.currentThread().interrupt();
                } catch (RuntimeException storeDown) {
                    LOG.warn("Device {} is not woken: {}", device, storeDown.getMessage());
                } finally {
                    waiting.release();
                }
            });
            return true;
        } catch (RejectedExecutionException closed) {
            waiting.release();
            return false;
        }
    }

    private void wakeNow(TenantId tenant, DeviceId id, Optional<PushAddress> address) throws InterruptedException {
        Optional<Tenant> owner = parts.tenants().tenant(tenant);
        Optional<Device.Seen> seen = parts.devices().device(tenant, id);
        if (owner.isEmpty() || seen.isEmpty() || address.isEmpty()) {
            return;
        }
        Device device = seen.get().device();
        Optional<Entitlement> user = device.user().flatMap(owned -> directory.user(tenant, owned))
                .map(DirectoryStore.User::entitlement);
        if (parts.gate().isOpen(owner.get(), device, user)) {
            Sender.Target target = new Sender.Target(tenant, id, device.platform(), address.get());
            parts.sender().send(List.of(target), new PageTally(), this::awaitTurn, this::pause);
        }
    }

    /** Keeps its place among the single wake-ups meanwhile, which bounds how many wait. */
    private boolean pause(Duration pause) throws InterruptedException {
        parts.time().sleep(pause);
        return true;
    }

    private boolean awaitTurn() throws InterruptedException {
        Instant now = parts.time().now();
        Instant turn = bucket.turn(now, parts.settings().singlePerSecond());
        parts.time().sleep(Duration.between(now, turn));
        return true;
    }
}
