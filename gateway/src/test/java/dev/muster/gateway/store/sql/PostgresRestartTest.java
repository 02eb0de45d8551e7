package dev.muster.gateway.store.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.CheckInStore.WriteOutcome;
import dev.muster.gateway.store.StoreUnavailable;

/** A server that goes down in the middle of load and comes back. */
@Timeout(180)
class PostgresRestartTest {
    private static final int DEVICES = 24;
    private static final Duration RECOVERY = Duration.ofSeconds(5);

    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong committed = new AtomicLong();

    /** A device that checks in without end: what was acknowledged last, and the version that the write had. */
    private final class Loaded {
        private final Given given;
        private final Caller caller;
        private final AtomicLong acknowledged = new AtomicLong();

        Loaded(Given given) {
            this.given = given;
            this.caller = given.enrolled(Platform.IOS, Optional.empty());
        }

        void run() throws InterruptedException {
            while (!stop.get()) {
                try {
                    Device row = given.device(caller);
                    if (given.store.checkIns().write(new Given.Write(row).build()) == WriteOutcome.COMMITTED) {
                        acknowledged.set(row.version() + 1);
                        committed.incrementAndGet();
                    }
                } catch (StoreUnavailable unavailable) {
                    // The only thing a device is ever told: 503 (RefusalRendererTest).
                    refused.incrementAndGet();
                    Thread.sleep(5);
                }
            }
        }
    }

    @Test
    void keepsAllThatWasAcknowledgedAndRecoversByItselfWithinFiveSeconds() throws Exception {
        try (PostgresServer server = PostgresServer.start();
                SqlStore store = SqlStore.open(server.config(), new AesVault(1), Given.CLOCK, GatewayEvents.NONE);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                AutoCloseable _ = () -> stop.set(true)) {
            Given given = Given.tenant(store);
            List<Loaded> devices = new ArrayList<>();
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < DEVICES; i++) {
                Loaded device = new Loaded(given);
                devices.add(device);
                running.add(threads.submit(() -> {
                    device.run();
                    return null;
                }));
            }
            awaitMore(committed, 500, Duration.ofSeconds(30));

            server.crash();
            awaitMore(refused, DEVICES, Duration.ofSeconds(20));
            assertFalse(store.available());
            Thread.sleep(3_000); // long enough for every pause between attempts to reach its longest
            server.again();
            long back = System.nanoTime();
            awaitMore(committed, DEVICES * 4, RECOVERY);
            while (!store.available() && System.nanoTime() - back < RECOVERY.toNanos()) {
                Thread.sleep(10);
            }
            assertTrue(store.available(), "within " + RECOVERY);

            stop.set(true);
            for (Future<?> device : running) {
                device.get();
            }
            for (Loaded device : devices) {
                long stored = given.device(device.caller).version();
                // A commit whose answer the crash swallowed may be there as well; one that was acknowledged has to be.
                assertTrue(stored >= device.acknowledged.get(), stored + " of " + device.acknowledged.get());
            }
        }
    }

    private static void awaitMore(AtomicLong count, long more, Duration patience) throws InterruptedException {
        long goal = count.get() + more;
        long begin = System.nanoTime();
        while (count.get() < goal) {
            assertTrue(System.nanoTime() - begin < patience.toNanos(), count + " of " + goal + " in " + patience);
            Thread.sleep(5);
        }
    }

    @Test
    void warnsOfReplicasThatMayMissWhatWasAcknowledged() {
        assertTrue(Replicas.warning(2, "").orElseThrow().contains("2 asynchronous replicas"));
        assertEquals(Optional.empty(), Replicas.warning(2, "ANY 1 (a, b)"));
        assertEquals(Optional.empty(), Replicas.warning(0, ""));
    }
}
