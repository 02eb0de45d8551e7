package dev.muster.gateway.wake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.WaveStore.Counts;
import dev.muster.gateway.store.WaveStore.State;
import dev.muster.gateway.store.sql.AesVault;
import dev.muster.gateway.store.sql.Given;
import dev.muster.gateway.store.sql.SqlStore;
import dev.muster.gateway.store.sql.StoreConfig;

/** The waker with its own threads, in real time. */
@Timeout(60)
class WakerTest {
    private static final WakeSettings QUICK = new WakeSettings(10, 4, 8, 3, 5, 1_000, 4,
            WakeSettings.USUAL.passes(), Duration.ofMinutes(30));

    @TempDir
    private Path directory;
    private final Set<String> bounds = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> gate = new CompletableFuture<>();
    private final List<DeviceId> woken = java.util.Collections.synchronizedList(new ArrayList<>());
    private final List<PushAddress> addresses = java.util.Collections.synchronizedList(new ArrayList<>());
    private volatile boolean open = true;
    private SqlStore store;
    private Waker waker;

    private final class Channel implements WakeChannel {
        @Override
        public CompletableFuture<WakeOutcome> wake(TenantId tenant, DeviceId device, PushAddress address) {
            woken.add(device);
            addresses.add(address);
            return gate.thenApply(_ -> new WakeOutcome.Accepted());
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void openAll() {
        store = SqlStore.open(new StoreConfig.Sqlite(directory.resolve("muster.db")), new AesVault(1),
                Clock.systemUTC(), GatewayEvents.NONE);
        waker = waker();
    }

    private Waker waker() {
        GatewayEvents events = new GatewayEvents() {
            @Override
            public void boundPassed(String bound) {
                bounds.add(bound);
            }
        };
        WakeTime time = WakeTime.of(Clock.systemUTC());
        return new Waker(store, new WakeChannels(Map.of(Platform.IOS, new Channel())), (_, _, _) -> open, QUICK,
                new Pacing(time, 10_000, () -> Load.NONE), new Waker.Surroundings(time, new Random(3), events));
    }

    @AfterEach
    void closeAll() {
        gate.complete(null);
        waker.close();
        store.close();
    }

    private Given changed(List<Caller> into, int devices) {
        Given given = Given.tenant(store, TenantAuthority.OFFICE365);
        WaveWorld.enrol(given, into, devices, Platform.IOS);
        store.tenants().changeAuthority(given.tenant, TenantAuthority.OFFICE365, TenantAuthority.COEXISTENCE,
                Given.NOW);
        return given;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(5);
        }
    }

    private static Set<DeviceId> ids(List<Caller> callers) {
        Set<DeviceId> ids = new HashSet<>();
        callers.forEach(caller -> ids.add(caller.device()));
        return ids;
    }

    @Test
    void startsAWaveWhenItIsAskedAndEndsItWhenAllHaveCome() throws InterruptedException {
        gate.complete(null);
        List<Caller> due = new ArrayList<>();
        Given given = changed(due, 40);
        waker.start();
        waker.wakeTenant(given.tenant, "authority");
        await(() -> store.waves().newest(given.tenant)
                .filter(report -> report.total().getOrDefault(Platform.IOS, Counts.NONE).accepted() == 40).isPresent());
        assertEquals(ids(due), Set.copyOf(woken));
        due.forEach(caller -> given.converge(caller, Given.NOW));
        await(() -> store.waves().newest(given.tenant).orElseThrow().wave().state() == State.DONE);
        assertEquals(40, woken.size());
    }

    @Test
    void takesUpAfterAStartWhatAnEarlierProcessOwed() throws InterruptedException {
        gate.complete(null);
        List<Caller> due = new ArrayList<>();
        Given given = changed(due, 15);
        Given quiet = Given.tenant(store);
        waker.start();
        waker.resume(List.of(given.tenant, quiet.tenant, new TenantId("gone")));
        await(() -> Set.copyOf(woken).equals(ids(due)));
        assertEquals("resumed", store.waves().newest(given.tenant).orElseThrow().wave().reason());
        assertEquals(Optional.empty(), store.waves().newest(quiet.tenant));
    }

    @Test
    void givesLeasesBackWhenItClosesSoThatTheNextStartNeedNotWait() throws InterruptedException {
        List<Caller> due = new ArrayList<>();
        Given given = changed(due, 60);
        waker.start();
        waker.wakeTenant(given.tenant, "authority");
        await(() -> woken.size() >= 8);
        waker.close();
        gate.complete(null);
        waker = waker();
        waker.start();
        await(() -> store.waves().newest(given.tenant).orElseThrow().total()
                .getOrDefault(Platform.IOS, Counts.NONE).accepted() == 60);
        assertEquals(ids(due), Set.copyOf(woken));
        assertTrue(woken.size() <= 60 + QUICK.pages() * QUICK.pageSize(), "no more than the pages in flight again");
    }

    @Test
    void wakesOneDeviceUnlessItIsGatedOrUnknown() throws InterruptedException {
        gate.complete(null);
        List<Caller> due = new ArrayList<>();
        Given given = changed(due, 2);
        assertTrue(waker.wakeDevice(given.tenant, due.get(0).device()));
        assertTrue(waker.wakeDevice(given.tenant, new DeviceId(java.util.UUID.randomUUID())));
        await(() -> woken.contains(due.get(0).device()));
        open = false;
        assertTrue(waker.wakeDevice(given.tenant, due.get(1).device()));
        waker.close();
        assertEquals(List.of(due.get(0).device()), woken);
    }

    /** R13: the device's gate closes its users' as well. */
    @Test
    void wakesAUserThroughTheUsersOwnAddressUnlessTheDeviceIsGated() throws InterruptedException {
        gate.complete(null);
        List<Caller> due = new ArrayList<>();
        Given given = changed(due, 1);
        DeviceId device = due.getFirst().device();
        PushAddress own = new PushAddress(new byte[] {7}, new byte[] {8}, "t", Given.NOW);
        open = false;
        waker.wakeUser(given.tenant, device, () -> Optional.of(own));
        waker.close();
        assertEquals(List.of(), addresses);
        open = true;
        waker = waker();
        waker.wakeUser(given.tenant, device, Optional::empty);
        waker.wakeUser(given.tenant, device, () -> Optional.of(own));
        await(() -> !addresses.isEmpty());
        waker.close();
        assertEquals(List.of(own), addresses);
    }

    @Test
    void boundsAndCountsDevicesWokenOneByOne() throws InterruptedException {
        List<Caller> due = new ArrayList<>();
        Given given = changed(due, 20);
        boolean all = true;
        for (Caller caller : due) {
            all &= waker.wakeDevice(given.tenant, caller.device());
        }
        assertEquals(false, all);
        assertEquals(Set.of("wake-devices"), bounds);
    }

    @Test
    void makesOneWaveOfManyUsersChanges() throws InterruptedException {
        gate.complete(null);
        List<Caller> due = new ArrayList<>();
        Given given = changed(due, 3);
        waker.start();
        for (int user = 0; user < 40; user++) {
            waker.wakeDevices(given.tenant, List.of(new DeviceId(java.util.UUID.randomUUID()), due.get(0).device()));
        }
        await(() -> store.waves().newest(given.tenant).isPresent());
        assertEquals("licences", store.waves().newest(given.tenant).orElseThrow().wave().reason());
        await(() -> Set.copyOf(woken).equals(ids(due)));
    }
}
