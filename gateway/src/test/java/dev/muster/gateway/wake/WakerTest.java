package dev.muster.gateway.wake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.wake.WakeOutcome.Accepted;
import dev.muster.gateway.wake.WakeOutcome.Refused;
import dev.muster.gateway.wake.WakeOutcome.RetryLater;
import dev.muster.gateway.wake.WakeOutcome.TokenGone;

@Timeout(60)
class WakerTest {
    private static final Entitlement INTUNE = new Entitlement(true, true, false, false);
    private static final Entitlement OFFICE = new Entitlement(false, true, false, false);
    private static final Instant SINCE = Instant.parse("2026-05-01T10:00:00Z");
    private static final WakeSettings QUICK = new WakeSettings(10, 4, 8, 100_000, 3, 1_000, 1_000, List.of());

    private final World world = new World();
    private final Set<String> bounds = ConcurrentHashMap.newKeySet();
    private Waker waker = waker(new ScriptedChannel((_, _) -> new Accepted()), QUICK);

    @AfterEach
    void close() {
        waker.close();
    }

    @Test
    void wakesEveryDeviceThatHasNotConvergedOnce() throws Exception {
        TenantId tenant = world.givenTenant("contoso", ManagementAuthority.INTUNE);
        List<DeviceId> due = world.givenDevices(tenant, 95, INTUNE);
        TenantId other = world.givenTenant("fabrikam", ManagementAuthority.INTUNE);
        world.givenDevices(other, 5, INTUNE);
        ScriptedChannel channel = use(new ScriptedChannel((_, _) -> new Accepted()), QUICK);
        waker.wakeTenant(tenant);
        await(() -> progress(tenant).accepted() == 95 && !progress(tenant).running());
        assertEquals(new Progress(95, 95, 0, 0, 0, 0, false), progress(tenant));
        assertEquals(new HashSet<>(due), new HashSet<>(channel.woken));
        assertEquals(95, channel.woken.size());
        assertTrue(channel.most.get() <= 8, "under way at once: " + channel.most);
        assertEquals(Progress.NONE, progress(other));
    }

    @Test
    void leavesDevicesAloneWhoseAuthorityHasNoPushCertificate() throws Exception {
        // R13: only the side without a certificate is closed.
        TenantId tenant = world.givenTenant("contoso", ManagementAuthority.OFFICE365);
        world.givenDevices(tenant, 7, INTUNE);
        List<DeviceId> open = world.givenDevices(tenant, 5, OFFICE);
        ScriptedChannel channel = use(new ScriptedChannel((_, _) -> new Accepted()), QUICK);
        waker.wakeTenant(tenant);
        await(() -> progress(tenant).affected() == 12 && !progress(tenant).running());
        assertEquals(new Progress(12, 5, 0, 0, 0, 7, false), progress(tenant));
        assertEquals(Set.copyOf(open), Set.copyOf(channel.woken));
    }

    @Test
    void marksDeadTokensWithTheTimeThePushServiceNamed() throws Exception {
        TenantId tenant = world.givenTenant("contoso", ManagementAuthority.INTUNE);
        List<DeviceId> due = world.givenDevices(tenant, 20, INTUNE);
        DeviceId dead = due.get(3);
        DeviceId refused = due.get(4);
        use(new ScriptedChannel((device, _) -> device.equals(dead)
                ? new TokenGone(SINCE)
                : device.equals(refused) ? new Refused("BadDeviceToken") : new Accepted()), QUICK);
        waker.wakeTenant(tenant);
        await(() -> progress(tenant).gone() == 1 && !progress(tenant).running());
        assertEquals(new Progress(20, 18, 1, 0, 1, 0, false), progress(tenant));
        assertEquals(java.util.Map.of(dead, SINCE), world.gone);
    }

    @Test
    void triesAgainThreeTimesAndThenLeavesADeviceToTheNextPass() throws Exception {
        TenantId tenant = world.givenTenant("contoso", ManagementAuthority.INTUNE);
        List<DeviceId> due = world.givenDevices(tenant, 2, INTUNE);
        DeviceId never = due.getFirst();
        ScriptedChannel channel = use(new ScriptedChannel((device, time) -> device.equals(never) || time < 3
                ? new RetryLater(Duration.ofMillis(1), "busy")
                : new Accepted()), QUICK);
        waker.wakeTenant(tenant);
        await(() -> progress(tenant).later() == 1 && !progress(tenant).running());
        assertEquals(new Progress(2, 1, 0, 1, 0, 0, false), progress(tenant));
        assertEquals(4, channel.woken.stream().filter(never::equals).count());
        assertEquals(3, channel.woken.stream().filter(due.getLast()::equals).count());
    }

    @Test
    void countsRepeatsBeyondTheirBoundInsteadOfKeepingThem() throws Exception {
        TenantId tenant = world.givenTenant("contoso", ManagementAuthority.INTUNE);
        world.givenDevices(tenant, 10, INTUNE);
        use(new ScriptedChannel((_, _) -> new RetryLater(Duration.ofMinutes(5), "busy")),
                new WakeSettings(10, 4, 8, 100_000, 3, 2, 1_000, List.of()));
        waker.wakeTenant(tenant);
        await(() -> progress(tenant).later() == 8);
        assertTrue(progress(tenant).running(), "two wait for another try");
        assertEquals(Set.of("wake-retries"), bounds);
    }

    @Test
    void restartsFromTheFirstPageWhenAnotherChangeComes() throws Exception {
        TenantId tenant = world.givenTenant("contoso", ManagementAuthority.INTUNE);
        List<DeviceId> due = world.givenDevices(tenant, 30, INTUNE);
        ScriptedChannel channel = new ScriptedChannel((_, _) -> new Accepted());
        CompletableFuture<Void> gate = new CompletableFuture<>();
        channel.held = gate;
        use(channel, QUICK);
        waker.wakeTenant(tenant);
        await(() -> channel.woken.size() == 8);
        assertTrue(progress(tenant).running());
        waker.wakeTenant(tenant);
        gate.complete(null);
        await(() -> progress(tenant).accepted() == 30 && !progress(tenant).running());
        assertEquals(new HashSet<>(due), new HashSet<>(channel.woken));
        assertTrue(channel.woken.size() > 30, "the first page was walked twice");
    }

    @Test
    void wakesLaterThoseThatHaveNotCome() throws Exception {
        TenantId tenant = world.givenTenant("contoso", ManagementAuthority.INTUNE);
        List<DeviceId> due = world.givenDevices(tenant, 12, INTUNE);
        DeviceId off = due.get(5);
        ScriptedChannel channel = use(new ScriptedChannel((device, time) -> {
            if (!device.equals(off) || time == 3) {
                world.converge(device);
            }
            return new Accepted();
        }), new WakeSettings(5, 4, 8, 100_000, 3, 1_000, 1_000, List.of(Duration.ofMillis(20), Duration.ofMillis(20),
                Duration.ofMillis(20), Duration.ofMillis(20))));
        waker.wakeTenant(tenant);
        await(() -> channel.woken.size() == 14 && progress(tenant).equals(Progress.NONE));
        assertEquals(3, channel.woken.stream().filter(off::equals).count());
    }

    @Test
    void outlastsAStoreThatIsAwayForAMoment() throws Exception {
        TenantId tenant = world.givenTenant("contoso", ManagementAuthority.INTUNE);
        world.givenDevices(tenant, 3, INTUNE);
        world.failures.set(1);
        waker.wakeTenant(tenant);
        await(() -> world.pages.get() == 1 && !progress(tenant).running());
        assertEquals(0, progress(tenant).affected());
        waker.wakeTenant(tenant);
        await(() -> progress(tenant).accepted() == 3);
    }

    @Test
    void wakesOneDeviceUnlessItIsGatedOrUnknown() throws Exception {
        TenantId tenant = world.givenTenant("contoso", ManagementAuthority.OFFICE365);
        DeviceId open = world.givenDevices(tenant, 1, OFFICE).getFirst();
        DeviceId gated = world.givenDevices(tenant, 1, INTUNE).getFirst();
        ScriptedChannel channel = use(new ScriptedChannel((_, _) -> new Accepted()), QUICK);
        waker.wakeDevice(tenant, gated);
        waker.wakeDevice(tenant, new DeviceId(java.util.UUID.randomUUID()));
        waker.wakeDevice(tenant, open);
        await(() -> channel.woken.contains(open));
        waker.close();
        assertEquals(List.of(open), channel.woken);
    }

    /** R13: the device's gate closes its users' as well. */
    @Test
    void wakesAUserThroughTheUsersOwnAddressUnlessTheDeviceIsGated() throws Exception {
        TenantId tenant = world.givenTenant("contoso", ManagementAuthority.OFFICE365);
        DeviceId open = world.givenDevices(tenant, 1, OFFICE).getFirst();
        DeviceId gated = world.givenDevices(tenant, 1, INTUNE).getFirst();
        PushAddress own = new PushAddress(new byte[] {7}, new byte[] {8}, "t", java.time.Instant.EPOCH);
        List<PushAddress> used = new java.util.concurrent.CopyOnWriteArrayList<>();
        ScriptedChannel channel = new ScriptedChannel((_, _) -> new Accepted()) {
            @Override
            public CompletableFuture<WakeOutcome> wake(TenantId at, DeviceId device, PushAddress address) {
                used.add(address);
                return super.wake(at, device, address);
            }
        };
        use(channel, QUICK);
        waker.wakeUser(tenant, gated, () -> Optional.of(own));
        waker.wakeUser(tenant, open, Optional::empty);
        waker.wakeUser(tenant, open, () -> Optional.of(own));
        await(() -> !used.isEmpty());
        waker.close();
        assertEquals(List.of(own), used);
    }

    @Test
    void boundsAndCountsDevicesWokenOneByOne() throws Exception {
        TenantId tenant = world.givenTenant("contoso", ManagementAuthority.INTUNE);
        List<DeviceId> due = world.givenDevices(tenant, 20, INTUNE);
        ScriptedChannel channel = new ScriptedChannel((_, _) -> new Accepted());
        channel.held = new CompletableFuture<>();
        use(channel, new WakeSettings(10, 4, 1, 100_000, 3, 10, 5, List.of()));
        due.forEach(device -> waker.wakeDevice(tenant, device));
        await(() -> bounds.contains("wake-devices"));
        assertTrue(channel.woken.size() <= 1, "one may be under way at once");
    }

    @Test
    void resumesEveryTenantAfterAStart() throws Exception {
        TenantId first = world.givenTenant("contoso", ManagementAuthority.INTUNE);
        TenantId second = world.givenTenant("fabrikam", ManagementAuthority.INTUNE);
        world.givenDevices(first, 4, INTUNE);
        world.givenDevices(second, 6, INTUNE);
        waker.resume(List.of(first, second, new TenantId("gone")));
        await(() -> progress(first).accepted() == 4 && progress(second).accepted() == 6);
        assertEquals(Progress.NONE, progress(new TenantId("gone")));
    }

    @Test
    void neverExceedsItsRate() throws Exception {
        TenantId tenant = world.givenTenant("contoso", ManagementAuthority.INTUNE);
        world.givenDevices(tenant, 150, INTUNE);
        use(new ScriptedChannel((_, _) -> new Accepted()), new WakeSettings(50, 4, 64, 100, 3, 10, 10, List.of()));
        long start = System.nanoTime();
        waker.wakeTenant(tenant);
        await(() -> progress(tenant).accepted() == 150);
        // Ten may go at once, the other 140 a hundredth of a second apart. Only being too fast is wrong here.
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertTrue(millis >= 1_350, "150 wake-ups at 100 a second took " + millis + " ms");
    }

    @Test
    void closesAtOnceAndWakesNobodyAfterwards() throws Exception {
        TenantId tenant = world.givenTenant("contoso", ManagementAuthority.INTUNE);
        List<DeviceId> due = world.givenDevices(tenant, 50, INTUNE);
        ScriptedChannel channel = new ScriptedChannel((_, _) -> new Accepted());
        channel.held = new CompletableFuture<>();
        use(channel, QUICK);
        waker.wakeTenant(tenant);
        await(() -> channel.woken.size() == 8);
        waker.close();
        int before = channel.woken.size();
        waker.wakeTenant(tenant);
        waker.wakeDevice(tenant, due.getFirst());
        channel.held.complete(null);
        assertEquals(before, channel.woken.size());
        assertFalse(progress(tenant).running());
    }

    private ScriptedChannel use(ScriptedChannel channel, WakeSettings settings) {
        waker.close();
        waker = waker(channel, settings);
        return channel;
    }

    private Waker waker(ScriptedChannel channel, WakeSettings settings) {
        GatewayEvents events = new GatewayEvents() {
            @Override
            public void boundPassed(String bound) {
                bounds.add(bound);
            }
        };
        // The gate as R6 and R13 say it: licensed users belong to Intune, the others to Office 365.
        WakeGate gate = (tenant, _, user) -> tenant.pushTopics().containsKey(
                user.orElse(Entitlement.NONE).intune() ? ManagementAuthority.INTUNE : ManagementAuthority.OFFICE365);
        return new Waker(world, world.directory(), world, channel, gate, settings, new Random(7), events);
    }

    private Progress progress(TenantId tenant) {
        return waker.progress(tenant);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }
}
