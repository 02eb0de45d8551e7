package dev.muster.gateway.wake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.sql.AesVault;
import dev.muster.gateway.store.sql.SqlStore;
import dev.muster.gateway.store.sql.StoreConfig;

/** A process that walks waves on a store and writes every push into a file, until somebody kills it. */
final class WaveProcess {
    static final WakeSettings SETTINGS = new WakeSettings(10, 2, 4, 3, 10, 100, 4, WakeSettings.USUAL.passes(),
            Duration.ofMinutes(30));

    private WaveProcess() {}

    /** A push service that takes its time and writes down what it took. */
    private record Diary(Path file) implements WakeChannel {
        @Override
        public CompletableFuture<WakeOutcome> wake(TenantId tenant, DeviceId device, PushAddress address) {
            write(device);
            return new CompletableFuture<WakeOutcome>().completeOnTimeout(new WakeOutcome.Accepted(), 20,
                    TimeUnit.MILLISECONDS);
        }

        private synchronized void write(DeviceId device) {
            try {
                Files.writeString(file, device + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException full) {
                throw new UncheckedIOException(full);
            }
        }

        @Override
        public void close() {}
    }

    /** Arguments: the database, the diary. */
    public static void main(String[] arguments) throws InterruptedException {
        SqlStore store = SqlStore.open(new StoreConfig.Sqlite(Path.of(arguments[0])), new AesVault(1),
                Clock.systemUTC(), GatewayEvents.NONE);
        WakeTime time = WakeTime.of(Clock.systemUTC());
        Waker waker = new Waker(store, new WakeChannels(Map.of(Platform.IOS, new Diary(Path.of(arguments[1])))),
                (_, _, _) -> true, SETTINGS, new Pacing(time, 10_000, () -> Load.NONE),
                new Waker.Surroundings(time, new Random(1), GatewayEvents.NONE));
        waker.start();
        new CountDownLatch(1).await();
    }
}
