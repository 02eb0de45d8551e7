package dev.muster.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import com.sun.management.OperatingSystemMXBean;

import dev.muster.certs.file.KeyMaterialUnusable;
import dev.muster.certs.secret.KeyFileVault;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.TenantOptions;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.PushCertificateStore;
import dev.muster.gateway.store.Store;
import dev.muster.gateway.store.WakeScheduleStore.Schedule;
import dev.muster.gateway.store.WaveStore;
import dev.muster.gateway.store.sql.SqlStore;
import dev.muster.gateway.store.sql.StoreConfig;
import dev.muster.gateway.wake.Load;
import dev.muster.gateway.wake.Pacing;
import dev.muster.gateway.wake.WakeChannel;
import dev.muster.gateway.wake.WakeChannels;
import dev.muster.gateway.wake.WakeSettings;
import dev.muster.gateway.wake.WakeTime;
import dev.muster.gateway.wake.Waker;
import dev.muster.gateway.wake.apns.ApnsChannel;
import dev.muster.gateway.wake.apns.ApnsEndpoint;
import dev.muster.gateway.wake.apns.ApnsLimits;
import dev.muster.gateway.wake.apns.StoredPushCertificates;
import dev.muster.loadtest.target.GatewayHome;

/**
 * Measures target P7: what a wave costs the gateway's processor for each device (select, decide, push, account), with the faked
 * APNs in another process ({@link PushSink}), and whether the memory it takes depends on how many devices there are. The rate is
 * not limited: what counts is the processor time.
 */
final class WavePushes {
    private static final TenantId TENANT = new TenantId("measured");
    private static final int UNLIMITED = 100_000;
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private final PrintStream out;
    private final int devices;
    private final Clock clock = Clock.systemUTC();
    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    WavePushes(PrintStream out, int devices) {
        this.out = out;
        this.devices = devices;
    }

    void measure() throws IOException, KeyMaterialUnusable, InterruptedException {
        Path directory = Files.createTempDirectory("muster-pushes-");
        Process sink = sink(directory);
        try (BufferedReader said = new BufferedReader(
                new InputStreamReader(sink.getInputStream(), StandardCharsets.UTF_8));
                Store store = SqlStore.open(new StoreConfig.Sqlite(directory.resolve("muster.db")),
                        KeyFileVault.open(directory.resolve("vault.key"), new SecureRandom()), clock,
                        GatewayEvents.NONE)) {
            int port = Integer.parseInt(String.valueOf(said.readLine()).replaceAll("[^0-9]", ""));
            setUp(store, directory);
            long began = System.nanoTime();
            DeviceRows.write(store, TENANT, devices, clock, out);
            out.printf(Locale.ROOT, "%,d devices written in %d s to %s%n", devices,
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began), directory);
            wave(store, new ApnsEndpoint("localhost", port, Optional.of(directory.resolve("apns.pem"))), "first");
            wave(store, new ApnsEndpoint("localhost", port, Optional.of(directory.resolve("apns.pem"))), "again");
            sink.getOutputStream().close();
            out.println("The faked APNs: " + said.readLine());
        } finally {
            sink.destroyForcibly();
        }
        GatewayHome.remove(directory);
    }

    private static Process sink(Path directory) throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-cp",
                System.getProperty("java.class.path"), PushSink.class.getName(), directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private void setUp(Store store, Path directory) throws IOException {
        store.tenants().create(TENANT, "Measured", TenantAuthority.INTUNE, TenantOptions.NONE, clock.instant());
        Instant end = clock.instant().plus(Duration.ofDays(30));
        store.pushCertificates().put(TENANT, new PushCertificateStore.Stored(ManagementAuthority.INTUNE, PushSink.TOPIC,
                end, Files.readString(directory.resolve("push.pem")),
                Files.readString(directory.resolve("push-key.pem")),
                clock.instant()));
        store.wakeSchedules().put(TENANT, new Schedule(Duration.ofHours(8), UNLIMITED, Optional.empty()));
    }

    /** Walks the first pass of a wave over every device. */
    private void wave(Store store, ApnsEndpoint endpoint, String which) throws InterruptedException {
        raiseEpoch(store);
        WakeTime time = WakeTime.of(clock);
        Map<Platform, WakeChannel> ways = new EnumMap<>(Platform.class);
        try (ApnsChannel apns = new ApnsChannel(endpoint, new StoredPushCertificates(store.pushCertificates()),
                ApnsLimits.USUAL, clock, GatewayEvents.NONE)) {
            ways.put(Platform.IOS, apns);
            Pacing pacing = new Pacing(time, UNLIMITED, () -> Load.NONE);
            try (Waker waker = new Waker(store, new WakeChannels(ways), (_, _, _) -> true, WakeSettings.USUAL, pacing,
                    new Waker.Surroundings(time, new Random(7), GatewayEvents.NONE))) {
                long heapBefore = heap();
                long cpuBefore = system.getProcessCpuTime();
                long began = System.nanoTime();
                waker.start();
                waker.startWave(TENANT, "measured");
                long most = 0;
                long next = began;
                while (met(store) < devices && System.nanoTime() - began < PATIENCE.toNanos()) {
                    TimeUnit.MILLISECONDS.sleep(100);
                    if (System.nanoTime() > next) {
                        next = System.nanoTime() + 2_000_000_000L;
                        most = Math.max(most, heap());
                    }
                }
                double seconds = (System.nanoTime() - began) / 1e9;
                double micros = (system.getProcessCpuTime() - cpuBefore) / 1e3 / devices;
                WaveStore.Report report = store.waves().newest(TENANT).orElseThrow();
                out.printf(Locale.ROOT,
                        "wave %s: met %,d, accepted %,d in %.1f s (%,.0f a second); %.1f us of gateway CPU per device;"
                                + " heap in use after collection at most %,d MB, before it %,d MB%n",
                        which, met(store),
                        report.total().values().stream().mapToLong(WaveStore.Counts::accepted).sum(), seconds,
                        devices / seconds, micros, most >> 20, heapBefore >> 20);
            }
        }
    }

    private void raiseEpoch(Store store) {
        PushCertificateStore.Stored same = store.pushCertificates().certificate(TENANT, ManagementAuthority.INTUNE)
                .orElseThrow();
        store.pushCertificates().put(TENANT, same);
    }

    private static long met(Store store) {
        return store.waves().newest(TENANT).map(report -> report.total().values().stream()
                .mapToLong(WaveStore.Counts::met).sum()).orElse(0L);
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** A token that is the device's. */
    static byte[] token(UUID device) {
        byte[] token = new byte[32];
        java.nio.ByteBuffer.wrap(token).putLong(device.getMostSignificantBits())
                .putLong(device.getLeastSignificantBits()).putLong(1).putLong(2);
        return token;
    }
}
