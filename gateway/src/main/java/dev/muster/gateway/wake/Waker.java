package dev.muster.gateway.wake;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.Store;
import dev.muster.gateway.store.StoreUnavailable;
import dev.muster.gateway.store.WaveStore;

/**
 * For whoever changes what devices should have: tells the affected devices to check in (R9), outside their regular schedule, and
 * walks the ring (R17). Works in the background within {@link WakeSettings}. Waves and the ring's hands are in the store: any
 * node goes on where another one stopped. Thread-safe.
 */
public final class Waker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Waker.class);
    private static final long CLOSE_SECONDS = 10;
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    /** Holds this process's leases. */
    private final String node = UUID.randomUUID().toString();
    private final WaveStore waves;
    private final WakeSettings settings;
    private final WakeTime time;
    private final ExecutorService threads = Executors
            .newThreadPerTaskExecutor(Thread.ofVirtual().name("waker-", 0).factory());
    private final WaveDriver driver;
    private final Ring ring;
    private final Singles singles;
    private final Crowd crowd = new Crowd();
    /** Waves asked for and not yet in the store, one of each tenant. */
    private final Map<TenantId, String> requested = new ConcurrentHashMap<>();

    /**
     * What the waker is told by.
     *
     * @param time the time it lives in
     * @param random spreads repeated wake-ups
     */
    public record Surroundings(WakeTime time, RandomGenerator random, GatewayEvents events) {}

    /** @param channels where wake-ups go; closed by their owner, after this */
    public Waker(Store store, WakeChannels channels, WakeGate gate, WakeSettings settings, Pacing pacing,
            Surroundings around) {
        this.waves = store.waves();
        this.settings = settings;
        this.time = around.time();
        Sender sender = new Sender(channels, store.devices(), settings, time, around.random());
        PageWalk.Parts parts = new PageWalk.Parts(store.tenants(), store.devices(), waves, store.wakeSchedules(), gate,
                sender, pacing, settings, time);
        this.driver = new WaveDriver(waves, new PageWalk(parts), threads, settings.pages(), node, around.events());
        this.ring = new Ring(store.ring(), parts, node, threads);
        this.singles = new Singles(parts, store.directory(), threads, around.events());
    }

    /** Begins to work; what an earlier process left goes on. */
    public void start() {
        threads.execute(() -> forever(this::waveTurn));
        threads.execute(() -> forever(this::ringTurn));
    }

    /** Something to do again and again; it waits by itself when there is nothing to do. */
    private interface Turn {
        void take() throws InterruptedException;
    }

    private void forever(Turn turn) {
        try {
            while (!threads.isShutdown()) {
                try {
                    turn.take();
                } catch (StoreUnavailable down) {
                    LOG.warn("Wake-ups wait: {}", down.getMessage());
                    Thread.sleep(AFTER_FAILURE);
                } catch (RejectedExecutionException closing) {
                    return;
                } catch (RuntimeException defect) {
                    LOG.error("Wake-ups wait after a failure", defect);
                    Thread.sleep(AFTER_FAILURE);
                }
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void waveTurn() throws InterruptedException {
        for (TenantId tenant : crowd.ripe(time.now())) {
            wakeTenant(tenant, "licences");
        }
        startRequested();
        if (driver.turn() == 0) {
            driver.awaitSignal(TICK);
        }
    }

    private void ringTurn() throws InterruptedException {
        if (ring.turn() == 0) {
            Thread.sleep(TICK);
        }
    }

    /**
     * Asks for a wave over the tenant's devices that have not converged to its epoch; an older one is superseded. Returns at
     * once; while the store is away the request waits.
     */
    public void wakeTenant(TenantId tenant, String reason) {
        requested.put(tenant, reason);
        driver.signal();
    }

    /** As {@link #wakeTenant}, now, and says what became of it. */
    public WaveStore.Start startWave(TenantId tenant, String reason) {
        WaveStore.Start start = waves.start(tenant, reason, settings.segments());
        if (start instanceof WaveStore.Start.Started started) {
            LOG.info("Wave {} of tenant {} begins: {}", started.wave().epoch(), tenant, reason);
        }
        driver.signal();
        return start;
    }

    private void startRequested() {
        for (TenantId tenant : List.copyOf(requested.keySet())) {
            String reason = requested.remove(tenant);
            if (reason != null) {
                try {
                    startWave(tenant, reason);
                } catch (StoreUnavailable down) {
                    requested.putIfAbsent(tenant, reason);
                    throw down;
                }
            }
        }
    }

    /** Wakes one device, for example because an action waits for it. Returns at once; a gated device is not woken (R13). */
    public boolean wakeDevice(TenantId tenant, DeviceId device) {
        return singles.wake(tenant, device);
    }

    /** The same for a user of the device who has an address of their own; the device's gate closes its users' too (R13). */
    public boolean wakeUser(TenantId tenant, DeviceId device, Supplier<Optional<PushAddress>> address) {
        return singles.wake(tenant, device, address);
    }

    /** Wakes one user's devices at once; when many users' devices follow one another, they become a wave. */
    public void wakeDevices(TenantId tenant, List<DeviceId> devices) {
        if (crowd.areFew(tenant, devices.size(), time.now())) {
            devices.forEach(device -> singles.wake(tenant, device));
        }
    }

    /** After a start: waves that an earlier process owed because it ended between a change and its wave. */
    public void resume(Collection<TenantId> all) {
        for (TenantId tenant : all) {
            if (waves.isMissing(tenant)) {
                wakeTenant(tenant, "resumed");
            }
        }
    }

    /** Stops sending and waits, at most ten seconds, for what runs; what is left is taken up by another node or start. */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("Wake-ups were still running after {} seconds", CLOSE_SECONDS);
            }
            // Only now, when nobody takes another one: whoever comes next need not wait for them.
            waves.abandon(node);
        } catch (StoreUnavailable down) {
            LOG.warn("Leases of wake-ups run out by themselves: {}", down.getMessage());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
