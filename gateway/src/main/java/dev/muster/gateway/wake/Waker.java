package dev.muster.gateway.wake;

import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.DeviceStore;
import dev.muster.gateway.store.DirectoryStore;
import dev.muster.gateway.store.TenantStore;

/**
 * For whoever changes what devices should have: tells the affected devices to check in (R9), outside their regular schedule.
 * Works in the background within {@link WakeSettings}; nothing of it is stored, since the devices below their tenant's epoch
 * are the record of what is left, and {@link #resume} takes it up again. Thread-safe.
 */
public final class Waker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Waker.class);
    private static final long CLOSE_SECONDS = 10;

    private final TenantStore tenants;
    private final DirectoryStore directory;
    private final DeviceStore devices;
    private final WakeGate gate;
    private final GatewayEvents events;
    private final ExecutorService threads = Executors
            .newThreadPerTaskExecutor(Thread.ofVirtual().name("waker-", 0).factory());
    private final Sender sender;
    private final Wave.Parts parts;
    private final Semaphore single;
    /** One entry for each tenant that ever had a change; counters only when idle. */
    private final ConcurrentHashMap<TenantId, Wave> waves = new ConcurrentHashMap<>();

    /**
     * @param channel where wake-ups go; closed by its owner, after this
     * @param random spreads repeated wake-ups
     */
    public Waker(TenantStore tenants, DirectoryStore directory, DeviceStore devices, WakeChannel channel, WakeGate gate,
            WakeSettings settings, RandomGenerator random, GatewayEvents events) {
        this.tenants = tenants;
        this.directory = directory;
        this.devices = devices;
        this.gate = gate;
        this.events = events;
        this.sender = new Sender(channel, devices, settings, threads, random, events);
        this.parts = new Wave.Parts(tenants, devices, gate, sender, new Semaphore(settings.passes(), true), settings);
        this.single = new Semaphore(settings.single());
    }

    /**
     * Starts a pass over the tenant's devices that have not converged to its epoch; one that runs starts again. Returns at
     * once.
     */
    public void wakeTenant(TenantId tenant) {
        Wave wave = waves.computeIfAbsent(tenant, id -> new Wave(id, parts));
        if (wave.start()) {
            try {
                threads.execute(wave::run);
            } catch (RejectedExecutionException closed) {
                LOG.debug("Not waking tenant {}: closing", tenant);
            }
        }
    }

    /** Wakes one device, for example because an action waits for it. Returns at once; a gated device is not woken (R13). */
    public void wakeDevice(TenantId tenant, DeviceId device) {
        wake(tenant, device, () -> devices.pushAddress(tenant, device));
    }

    /** The same for a user of the device who has an address of their own; the device's gate closes its users' too (R13). */
    public void wakeUser(TenantId tenant, DeviceId device, Supplier<Optional<PushAddress>> address) {
        wake(tenant, device, address);
    }

    private void wake(TenantId tenant, DeviceId device, Supplier<Optional<PushAddress>> address) {
        if (!single.tryAcquire()) {
            events.boundPassed("wake-devices");
            return;
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
                    single.release();
                }
            });
        } catch (RejectedExecutionException closed) {
            single.release();
        }
    }

    /** Takes up after a start what an earlier process left: a pass for each tenant. */
    public void resume(Collection<TenantId> all) {
        all.forEach(this::wakeTenant);
    }

    /** How far the newest pass of a tenant has come since this process started. */
    public Progress progress(TenantId tenant) {
        Wave wave = waves.get(tenant);
        return wave == null ? Progress.NONE : wave.progress();
    }

    private void wakeNow(TenantId tenant, DeviceId id, Optional<PushAddress> address) throws InterruptedException {
        Optional<Tenant> owner = tenants.tenant(tenant);
        Optional<Device.Seen> seen = devices.device(tenant, id);
        if (owner.isEmpty() || seen.isEmpty() || address.isEmpty()) {
            return;
        }
        Device device = seen.get().device();
        Optional<Entitlement> user = device.user().flatMap(owned -> directory.user(tenant, owned))
                .map(DirectoryStore.User::entitlement);
        if (gate.isOpen(owner.get(), device, user)) {
            sender.send(new Sender.Target(tenant, id, address.get(), new Tally()));
        }
    }

    /** Stops sending and waits, at most ten seconds, for what runs; what is left is taken up by the next start. */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("Wake-ups were still running after {} seconds", CLOSE_SECONDS);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
