package dev.muster.bench;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.muster.certs.identity.CertificateIdentity;
import dev.muster.certs.identity.ClientCertificate;
import dev.muster.certs.identity.Fingerprint;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.CheckInRead;
import dev.muster.gateway.store.CheckInStore.WriteOutcome;
import dev.muster.gateway.store.CheckInWrite;
import dev.muster.gateway.store.EnrolmentStore;
import dev.muster.gateway.store.Store;

/** Writes enrolled iOS devices with push addresses the way enrolments do, through the store's own interface. */
final class DeviceRows {
    private static final int AT_ONCE = 256;

    private DeviceRows() {}

    static void write(Store store, TenantId tenant, int count, Clock clock, PrintStream out)
            throws InterruptedException {
        AtomicInteger written = new AtomicInteger();
        Semaphore room = new Semaphore(AT_ONCE);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new java.util.ArrayList<>();
            for (int number : IntStream.range(0, count).toArray()) {
                room.acquire();
                all.add(threads.submit(() -> {
                    try {
                        one(store, tenant, number, clock.instant());
                        if (written.incrementAndGet() % 50_000 == 0) {
                            out.println("  " + written.get() + " devices written");
                        }
                    } finally {
                        room.release();
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } catch (java.util.concurrent.ExecutionException failed) {
            throw new IllegalStateException("a device could not be written", failed);
        }
    }

    private static void one(Store store, TenantId tenant, int number, Instant now) {
        DeviceId device = new DeviceId(UUID.randomUUID());
        String hash = Fingerprint.of(("token " + number + device).getBytes(StandardCharsets.UTF_8)).hex();
        EnrolmentStore.Token token = new EnrolmentStore.Token(tenant, Platform.IOS, Optional.empty(), "", "", device,
                now.plusSeconds(3_600));
        store.enrolments().putToken(hash, token);
        ClientCertificate certificate = new ClientCertificate(
                Fingerprint.of(("certificate " + device).getBytes(StandardCharsets.UTF_8)),
                new CertificateIdentity(CertificateIdentity.Purpose.DEVICE, tenant.value(), device.value()), now,
                now.plus(Duration.ofDays(365)));
        if (!store.enrolments().redeem(hash, token, new EnrolmentStore.Issue(certificate, hash, new byte[] {1}),
                Optional.of(ManagementAuthority.INTUNE), now)) {
            throw new IllegalStateException("a token of our own is refused");
        }
        Caller caller = new Caller(tenant, device, certificate.fingerprint());
        CheckInRead read = store.checkIns().read(caller, false, now).orElseThrow();
        Device row = read.device();
        Device after = new Device(row.tenant(), row.id(), row.version() + 1, row.platform(), row.user(),
                DeviceState.ENROLLED, 1, Optional.of(caller.certificate()), Optional.empty(),
                new Device.Hardware("UDID-" + device, "S" + number, "iPhone17,1", "26.1", ""), row.placedUnder(),
                Optional.empty(), 0, "", List.of());
        PushAddress address = new PushAddress(WavePushes.token(device.value()),
                PushSink.MAGIC.getBytes(StandardCharsets.UTF_8), PushSink.TOPIC, now);
        if (store.checkIns().write(new CheckInWrite(after, List.of(), List.of(), Optional.empty(),
                Optional.of(address), Optional.empty(), Optional.of(new CheckInWrite.Enrolment(caller.certificate(),
                        Optional.empty(), Optional.empty())),
                now)) != WriteOutcome.COMMITTED) {
            throw new IllegalStateException("nobody else writes this device");
        }
    }
}
