package dev.muster.gateway.wake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.store.WakeScheduleStore.Quiet;
import dev.muster.gateway.store.WakeScheduleStore.Schedule;
import dev.muster.gateway.store.WaveStore.Counts;
import dev.muster.gateway.store.WaveStore.State;
import dev.muster.gateway.store.sql.Given;
import dev.muster.gateway.wake.WakeOutcome.Accepted;
import dev.muster.gateway.wake.WakeOutcome.Refused;
import dev.muster.gateway.wake.WakeOutcome.RetryLater;
import dev.muster.gateway.wake.WakeOutcome.TokenGone;

/** Waves (R9, idea 7) on a real store, in virtual time. */
@Timeout(120)
class WaveTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final WakeOutcome DOWN = new RetryLater(Duration.ofSeconds(10), "unreachable");

    @TempDir
    private Path directory;
    private WaveWorld world;

    @BeforeEach
    void open() {
        world = new WaveWorld(directory);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static Set<DeviceId> ids(List<Caller> callers) {
        Set<DeviceId> ids = new HashSet<>();
        callers.forEach(caller -> ids.add(caller.device()));
        return ids;
    }

    @Test
    void wakesEveryDueDeviceOnceAndIsDoneWhenAllHaveCome() {
        List<Caller> due = new ArrayList<>();
        Given given = world.changed(due, 95, Platform.IOS);
        world.start(given);
        WaveDriver node = world.node("one");
        world.run(node, MINUTE);
        assertEquals(ids(due), Set.copyOf(world.apns.woken));
        assertEquals(95, world.apns.woken.size());
        assertEquals(new Counts(95, 95, 0, 0, 0, 0, 0, 0), world.total(given, Platform.IOS));
        assertEquals(Optional.of(95L), world.report(given.tenant).wave().affected());
        assertEquals(State.RUNNING, world.report(given.tenant).wave().state());
        due.forEach(caller -> given.converge(caller, world.time.now()));
        world.run(node, MINUTE);
        assertEquals(State.DONE, world.report(given.tenant).wave().state(), "between passes it looks who is left");
        assertEquals(95, world.apns.woken.size());
    }

    @Test
    void wakesLaterThoseThatHaveNotComeAndLapsesAfterSevenDays() {
        List<Caller> due = new ArrayList<>();
        Given given = world.changed(due, 30, Platform.IOS);
        world.start(given);
        WaveDriver node = world.node("one");
        world.run(node, MINUTE);
        due.subList(0, 29).forEach(caller -> given.converge(caller, world.time.now()));
        Caller off = due.get(29);
        world.run(node, Duration.ofMinutes(28));
        assertEquals(30, world.apns.woken.size());
        world.run(node, Duration.ofMinutes(2));
        assertEquals(31, world.apns.woken.size(), "again after half an hour");
        world.run(node, Duration.ofHours(4));
        assertEquals(32, world.apns.woken.size(), "and after four hours");
        world.run(node, Duration.ofDays(8));
        assertEquals(39, Collections.frequency(world.apns.woken, off.device()) + 29, "then daily");
        assertEquals(State.LAPSED, world.report(given.tenant).wave().state());
    }

    @Test
    void tellsWhoCannotBeWokenAndWhy() {
        List<Caller> due = new ArrayList<>();
        Given given = world.changed(due, 12, Platform.IOS);
        List<Caller> android = new ArrayList<>();
        WaveWorld.enrol(given, android, 2, Platform.ANDROID);
        world.change(given);
        Instant since = world.time.now().plusSeconds(1);
        world.apns.script = (device, _) -> device.equals(due.get(0).device()) ? new TokenGone(since)
                : device.equals(due.get(1).device()) ? new Refused("BadDeviceToken") : new Accepted();
        world.start(given);
        WaveDriver node = world.node("one");
        world.run(node, MINUTE);
        assertEquals(new Counts(12, 10, 0, 1, 1, 0, 0, 0), world.total(given, Platform.IOS));
        assertEquals(new Counts(2, 0, 0, 2, 0, 0, 0, 0), world.total(given, Platform.ANDROID));
        assertEquals(java.util.Map.of("BadDeviceToken", 1L, "no push service is configured for android", 2L),
                world.report(given.tenant).reasons());
        world.run(node, Duration.ofMinutes(40));
        assertEquals(1, Objects.requireNonNull(world.report(given.tenant).newest().get(Platform.IOS)).dead(),
                "not woken again");
        assertEquals(1, Collections.frequency(world.apns.woken, due.get(0).device()));
    }

    /** R13: while gated nobody is woken; the upload starts a new wave. */
    @Test
    void leavesGatedDevicesAlone() {
        Given given = world.changed(5);
        world.open = false;
        world.start(given);
        WaveDriver node = world.node("one");
        world.run(node, MINUTE);
        assertEquals(List.of(), world.apns.woken);
        assertEquals(new Counts(5, 0, 0, 0, 0, 0, 0, 5), world.total(given, Platform.IOS));
        world.open = true;
        world.change(given);
        world.start(given);
        world.run(node, MINUTE);
        assertEquals(5, world.apns.woken.size());
    }

    /** The token a device had when the page was read is dead, but it has named another one meanwhile. */
    @Test
    void wakesADeviceWhereItIsNowWhenItsTokenWasReplacedDuringTheWave() {
        List<Caller> due = new ArrayList<>();
        Given given = world.changed(due, 1, Platform.IOS);
        Caller caller = due.getFirst();
        byte[] newer = {1, 2, 3};
        world.apns.script = (_, time) -> {
            if (time == 1) {
                given.reports(caller,
                        new PushAddress(newer, new byte[0], "com.apple.mgmt.1", Given.NOW.plusSeconds(5)));
                return new TokenGone(Given.NOW.plusSeconds(3));
            }
            return new Accepted();
        };
        world.start(given);
        world.run(world.node("one"), MINUTE);
        assertEquals(2, world.apns.woken.size());
        assertEquals(3, world.apns.addresses.getLast().token().length);
        assertEquals(1, world.total(given, Platform.IOS).accepted());
        assertEquals(List.of(), world.store.devices().deadTokens(given.tenant, Optional.empty(), 10));
    }

    @Test
    void losesNobodyWhenAPushServiceIsDownForAnHour() {
        List<Caller> due = new ArrayList<>();
        Given given = world.changed(due, 70, Platform.IOS);
        Instant up = world.time.now().plus(Duration.ofHours(1));
        world.apns.script = (device, _) -> {
            if (world.time.now().isBefore(up)) {
                return DOWN;
            }
            due.stream().filter(caller -> caller.device().equals(device))
                    .forEach(caller -> given.converge(caller, world.time.now()));
            return new Accepted();
        };
        world.start(given);
        WaveDriver node = world.node("one");
        world.run(node, Duration.ofMinutes(59));
        assertEquals(List.of(), world.apns.accepted);
        world.run(node, Duration.ofHours(4));
        assertEquals(ids(due), Set.copyOf(world.apns.accepted));
        assertEquals(70, world.apns.accepted.size(), "each once");
    }

    @Test
    void letsOtherPlatformsGoOnWhileOnePushServiceIsDown() {
        List<Caller> windows = new ArrayList<>();
        Given given = world.changed(windows, 40, Platform.WINDOWS);
        List<Caller> ios = new ArrayList<>();
        WaveWorld.enrol(given, ios, 40, Platform.IOS);
        world.change(given);
        world.wns.script = (_, _) -> DOWN;
        world.start(given);
        WaveDriver node = world.node("one");
        world.run(node, Duration.ofMinutes(90));
        assertEquals(ids(ios), Set.copyOf(world.apns.accepted));
        assertTrue(world.total(given, Platform.WINDOWS).later() >= 40);
        world.wns.script = (_, _) -> new Accepted();
        world.run(node, Duration.ofHours(4));
        assertEquals(ids(windows), Set.copyOf(world.wns.accepted));
    }

    /** More segments wait for WNS than pages may be walked at once. */
    @Test
    void letsOtherTenantsGoOnWhileAPushServiceIsDown() throws InterruptedException {
        world.wns.script = (_, _) -> DOWN;
        List<Given> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiting.add(world.changed(new ArrayList<>(), 4, Platform.WINDOWS));
            world.start(waiting.get(i));
        }
        List<Caller> ios = new ArrayList<>();
        Given other = world.changed(ios, 10, Platform.IOS);
        world.start(other);
        try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            WaveDriver node = world.nodeOn(threads);
            while (!Set.copyOf(world.apns.accepted()).equals(ids(ios))) {
                node.turn();
                node.awaitSignal(Duration.ofMillis(20));
            }
            threads.shutdownNow();
        }
    }

    @Test
    void triesADeviceThatIsSlowedDownThreeTimesAndLeavesItToTheNextPass() {
        List<Caller> due = new ArrayList<>();
        Given given = world.changed(due, 10, Platform.IOS);
        DeviceId slow = due.get(3).device();
        world.apns.script = (device, _) -> device.equals(slow) ? DOWN : new Accepted();
        world.start(given);
        world.run(world.node("one"), Duration.ofMinutes(29));
        assertEquals(1, world.total(given, Platform.IOS).later());
        // Three repeats while others are taken; alone in its page it is held, as if its service were down.
        assertTrue(Collections.frequency(world.apns.woken, slow) >= 4);
        assertEquals(9, world.apns.accepted.size());
    }

    /** A process that dies between a push and its account, like one that is killed. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void goesOnFromItsCursorAfterANodeDied() {
        List<Caller> due = new ArrayList<>();
        Given given = world.changed(due, 200, Platform.IOS);
        world.apns.script = (_, _) -> {
            if (world.apns.woken.size() == 110) {
                throw new Killed();
            }
            return new Accepted();
        };
        world.start(given);
        WaveDriver first = world.node("first");
        assertThrows(Killed.class, () -> world.run(first, MINUTE));
        Set<DeviceId> before = Set.copyOf(world.apns.accepted);
        WaveDriver second = world.node("second");
        world.run(second, Duration.ofSeconds(40));
        assertTrue(world.apns.accepted.size() < 200, "the dead node's lease has not run out");
        world.run(second, Duration.ofSeconds(60));
        assertEquals(ids(due), Set.copyOf(world.apns.accepted));
        int repeated = world.apns.accepted.size() - 200;
        assertTrue(repeated <= WaveWorld.SETTINGS.pageSize(), "more than the page in flight: " + repeated);
        assertTrue(before.size() > WaveWorld.SETTINGS.pageSize(), "there was something not to repeat");
        assertEquals(200, world.total(given, Platform.IOS).accepted(), "and is counted once");
    }

    @Test
    void splitsAWaveOverTwoNodesWithoutWakingAnybodyTwice() {
        List<Caller> due = new ArrayList<>();
        Given given = world.changed(due, 160, Platform.IOS);
        world.start(given);
        WaveDriver one = world.node("one");
        WaveDriver two = world.node("two");
        for (int i = 0; i < 20; i++) {
            one.turn();
            two.turn();
        }
        assertEquals(160, world.apns.woken.size());
        assertEquals(ids(due), Set.copyOf(world.apns.woken));
    }

    @Test
    void stopsAtOnceWhenANewerChangeSupersedesIt() {
        List<Caller> due = new ArrayList<>();
        Given given = world.changed(due, 100, Platform.IOS);
        world.apns.script = (_, _) -> {
            if (world.apns.woken.size() == 30) {
                world.change(given);
                world.start(given);
            }
            return new Accepted();
        };
        world.start(given);
        world.run(world.node("one"), MINUTE);
        assertEquals(100, world.total(given, Platform.IOS).accepted(), "the newer wave counts for itself");
        assertTrue(world.apns.woken.size() < 200, "the older one did not go on");
    }

    @Test
    void servesASmallTenantBesideAHugeOne() {
        Given huge = world.changed(400);
        List<Caller> few = new ArrayList<>();
        Given small = world.changed(few, 5, Platform.IOS);
        world.start(huge);
        WaveDriver node = world.node("one");
        node.turn();
        world.start(small);
        int before = world.apns.woken.size();
        world.run(node, MINUTE);
        int last = world.apns.tenants.lastIndexOf(small.tenant);
        // Four segments of the small one, each behind at most one round of the huge one's pages.
        assertTrue(last - before <= 5 * 4 * WaveWorld.SETTINGS.pageSize(), "served after " + (last - before));
        assertEquals(405, world.apns.woken.size());
    }

    @Test
    void restsInTheQuietWindowOfItsTenant() {
        Given given = world.changed(10);
        LocalTime now = LocalTime.ofInstant(world.time.now(), ZoneOffset.UTC);
        world.store.wakeSchedules().put(given.tenant, new Schedule(Duration.ofHours(8), 100,
                Optional.of(new Quiet(now.minusHours(1), now.plusHours(2), ZoneOffset.UTC))));
        world.start(given);
        WaveDriver node = world.node("one");
        world.run(node, Duration.ofMinutes(119));
        assertEquals(List.of(), world.apns.woken);
        world.run(node, Duration.ofMinutes(2));
        assertEquals(10, world.apns.woken.size());
    }

    @Test
    void keepsToItsTenantsRate() {
        Given given = world.changed(100);
        world.store.wakeSchedules().put(given.tenant, new Schedule(Duration.ofHours(8), 10, Optional.empty()));
        world.start(given);
        Instant begin = world.time.now();
        WaveDriver node = world.node("one");
        while (world.apns.woken.size() < 100) {
            node.turn();
        }
        long seconds = Duration.between(begin, world.time.now()).toSeconds();
        assertTrue(seconds >= 9 && seconds <= 11, "100 wake-ups at 10 a second took " + seconds + " s");
    }
}
