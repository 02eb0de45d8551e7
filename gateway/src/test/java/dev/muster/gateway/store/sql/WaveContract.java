package dev.muster.gateway.store.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.DeviceStore.Due;
import dev.muster.gateway.store.DeviceStore.Span;
import dev.muster.gateway.store.WaveStore;
import dev.muster.gateway.store.WaveStore.Candidate;
import dev.muster.gateway.store.WaveStore.Counts;
import dev.muster.gateway.store.WaveStore.Event;
import dev.muster.gateway.store.WaveStore.Happening;
import dev.muster.gateway.store.WaveStore.Lease;
import dev.muster.gateway.store.WaveStore.Start;
import dev.muster.gateway.store.WaveStore.State;
import dev.muster.gateway.store.WaveStore.Tally;
import dev.muster.gateway.store.WaveStore.Wave;

/** Waves: their cursors, leases and counters. */
@Timeout(60)
interface WaveContract extends StoreHarness {
    Duration MINUTE = Duration.ofMinutes(1);
    List<Duration> PASSES = List.of(Duration.ZERO, Duration.ofHours(1), Duration.ofDays(1));
    Tally NOTHING = new Tally(Map.of(), Map.of());

    private WaveStore waves() {
        return store().waves();
    }

    /** A tenant in which all of so many devices are due. */
    private Given due(int devices) {
        Given given = Given.tenant(store(), TenantAuthority.OFFICE365);
        for (int i = 0; i < devices; i++) {
            given.enrolled(Platform.IOS, Optional.empty());
        }
        store().tenants().changeAuthority(given.tenant, TenantAuthority.OFFICE365, TenantAuthority.COEXISTENCE,
                Given.NOW);
        return given;
    }

    private Wave started(TenantId tenant, int segments) {
        return assertInstanceOf(Start.Started.class, waves().start(tenant, "authority", segments)).wave();
    }

    private List<Candidate> candidates(TenantId tenant) {
        return waves().due(100_000).stream().filter(one -> one.tenant().equals(tenant)).toList();
    }

    private Lease take(TenantId tenant) {
        return waves().take(candidates(tenant).getFirst(), "node", MINUTE).orElseThrow();
    }

    private Tally met(long devices) {
        return new Tally(Map.of(Platform.IOS, new Counts(devices, devices, 0, 0, 0, 0, 0, 0)), Map.of());
    }

    private WaveStore.Report report(TenantId tenant) {
        return waves().newest(tenant).orElseThrow();
    }

    @Test
    default void cutsAWaveIntoSegmentsThatTogetherHoldEveryDeviceOnce() {
        Given given = due(23);
        Wave wave = started(given.tenant, 7);
        List<DeviceId> met = new ArrayList<>();
        for (Candidate candidate : candidates(given.tenant)) {
            Lease lease = waves().take(candidate, "node", MINUTE).orElseThrow();
            for (Due due : store().devices().due(given.tenant, wave.epoch(), lease.span(), 100)) {
                met.add(due.device().id());
            }
        }
        List<DeviceId> all = store().devices().due(given.tenant, wave.epoch(), Span.ALL, 100).stream()
                .map(due -> due.device().id()).toList();
        met.sort(DeviceWrite.BY_DEVICE);
        assertEquals(all, met);
        assertEquals(23, all.size());
        assertEquals(23, waves().countDue(given.tenant));
    }

    @Test
    default void numbersWhatHappensToTheWavesOfATenant() {
        Given given = due(1);
        TenantId other = due(1).tenant;
        started(given.tenant, 1);
        store().tenants().changeAuthority(given.tenant, TenantAuthority.COEXISTENCE, TenantAuthority.INTUNE, Given.NOW);
        Wave second = started(given.tenant, 1);
        started(other, 1);
        assertTrue(waves().cancel(given.tenant));
        assertEquals(List.of(Happening.STARTED, Happening.SUPERSEDED, Happening.STARTED, Happening.CANCELLED),
                waves().events(given.tenant, 0, 10).stream().map(Event::what).toList());
        Event last = waves().events(given.tenant, 3, 10).getFirst();
        assertEquals(4, last.number());
        assertEquals(second.epoch(), last.epoch());
        assertEquals(List.of(1L, 2L), waves().events(given.tenant, 0, 2).stream().map(Event::number).toList());
        assertEquals(1, waves().events(other, 0, 10).size());
    }

    @Test
    default void leasesASegmentToOneNodeUntilItsTimeIsOver() {
        Given given = due(1);
        started(given.tenant, 1);
        Candidate candidate = candidates(given.tenant).getFirst();
        Lease short_ = waves().take(candidate, "one", Duration.ofMillis(-1)).orElseThrow();
        assertEquals(Optional.empty(), waves().take(candidate, "two", MINUTE), "its fence is an older one");
        Lease second = waves().take(candidates(given.tenant).getFirst(), "two", MINUTE).orElseThrow();
        assertEquals(List.of(), candidates(given.tenant), "nobody else may have it now");
        assertEquals(short_.fence() + 1, second.fence());
    }

    /** A node that stopped for a while and comes back moves nothing: somebody else has the segment now. */
    @Test
    default void movesNothingUnderALeaseThatWasLost() {
        Given given = due(2);
        started(given.tenant, 1);
        Lease lost = waves().take(candidates(given.tenant).getFirst(), "one", Duration.ofMillis(-1)).orElseThrow();
        Lease held = take(given.tenant);
        DeviceId device = store().devices().due(given.tenant, 99, Span.ALL, 1).getFirst().device().id();
        assertFalse(waves().advance(lost, device, met(1)));
        assertFalse(waves().finish(lost, met(2), PASSES, MINUTE));
        assertFalse(waves().renew(lost, MINUTE));
        assertFalse(waves().release(lost, MINUTE));
        assertFalse(waves().done(lost));
        assertEquals(Map.of(), report(given.tenant).total(), "and counts nothing");
        assertTrue(waves().renew(held, MINUTE));
        assertTrue(waves().advance(held, device, met(1)));
        assertFalse(waves().advance(held, device, met(1)), "a lease is given back with its page");
    }

    @Test
    default void givesBackAllThatANodeHoldsAndNothingOfOthers() {
        Given given = due(1);
        started(given.tenant, 2);
        String node = "node-" + given.tenant;
        Lease mine = waves().take(candidates(given.tenant).getFirst(), node, MINUTE).orElseThrow();
        Lease other = take(given.tenant);
        assertEquals(List.of(), candidates(given.tenant));
        waves().abandon(node);
        assertEquals(List.of(mine.segment()), candidates(given.tenant).stream().map(Candidate::segment).toList());
        assertFalse(waves().renew(mine, MINUTE));
        assertTrue(waves().renew(other, MINUTE));
    }

    @Test
    default void resumesFromTheCursor() {
        Given given = due(5);
        Wave wave = started(given.tenant, 1);
        Lease lease = take(given.tenant);
        List<Due> page = store().devices().due(given.tenant, wave.epoch(), lease.span(), 2);
        assertTrue(waves().advance(lease, page.getLast().device().id(), met(2)));
        Lease next = take(given.tenant);
        assertEquals(page.getLast().device().id().value(), next.span().after());
        assertEquals(3, store().devices().due(given.tenant, wave.epoch(), next.span(), 100).size());
    }

    @Test
    default void goesFromPassToPassAndLapsesAfterTheLast() {
        Given given = due(3);
        started(given.tenant, 2);
        List<Duration> passes = List.of(Duration.ZERO, Duration.ZERO);
        for (int pass = 1; pass <= 2; pass++) {
            assertEquals(pass, report(given.tenant).wave().pass());
            assertEquals(2, candidates(given.tenant).size());
            assertTrue(waves().finish(take(given.tenant), met(2), passes, Duration.ZERO));
            assertEquals(1, candidates(given.tenant).size(), "the other segment is not yet through");
            assertTrue(waves().finish(take(given.tenant), met(1), passes, Duration.ZERO));
        }
        assertEquals(State.LAPSED, report(given.tenant).wave().state());
        assertEquals(6, Objects.requireNonNull(report(given.tenant).total().get(Platform.IOS)).accepted());
        assertEquals(3, Objects.requireNonNull(report(given.tenant).newest().get(Platform.IOS)).accepted());
        assertEquals(List.of(), candidates(given.tenant));
    }

    @Test
    default void isDoneWhenAPassMeetsNobody() {
        Given given = due(0);
        started(given.tenant, 1);
        assertTrue(waves().finish(take(given.tenant), NOTHING, PASSES, MINUTE));
        assertEquals(State.DONE, report(given.tenant).wave().state());
        assertFalse(waves().anyDue(given.tenant));
    }

    @Test
    default void looksBetweenPassesWhetherAnybodyIsLeft() {
        Given given = due(1);
        started(given.tenant, 3);
        for (int i = 0; i < 3; i++) {
            assertTrue(waves().finish(take(given.tenant), met(1), PASSES, Duration.ofMillis(-1)));
        }
        assertEquals(List.of(0), candidates(given.tenant).stream().map(Candidate::segment).toList());
        Lease look = take(given.tenant);
        assertTrue(look.wave().passDue().isAfter(report(given.tenant).now()));
        assertTrue(waves().anyDue(given.tenant));
        assertTrue(waves().done(look));
        assertEquals(State.DONE, report(given.tenant).wave().state());
        assertFalse(waves().done(look));
    }

    @Test
    default void supersedesAnOlderWaveAndRefusesASecondOfTheSameEpoch() {
        Given given = due(2);
        Wave first = started(given.tenant, 2);
        assertInstanceOf(Start.Running.class, waves().start(given.tenant, "again", 2));
        Lease old = take(given.tenant);
        store().settings().put(given.tenant,
                SettingContract.definition("a", dev.muster.gateway.model.ManagementAuthority.INTUNE, "v1"), Given.NOW);
        Wave second = started(given.tenant, 4);
        assertNotEquals(first.epoch(), second.epoch());
        assertFalse(waves().finish(old, met(2), PASSES, MINUTE), "the wave of this lease is superseded");
        assertEquals(4, candidates(given.tenant).size());
        assertTrue(waves().cancel(given.tenant));
        assertFalse(waves().cancel(given.tenant));
        assertEquals(State.CANCELLED, report(given.tenant).wave().state());
        assertEquals(List.of(), candidates(given.tenant));
        assertInstanceOf(Start.Unknown.class, waves().start(new TenantId("nobody"), "x", 1));
        assertInstanceOf(Start.Started.class, waves().start(given.tenant, "again", 2), "one that ended may run again");
    }

    @Test
    default void countsThoseThatSwitchedWhileTheWaveRan() throws InterruptedException {
        Given given = due(0);
        Caller caller = given.enrolled(Platform.IOS, Optional.empty());
        long wide = given.read(caller).tenant().epoch();
        started(given.tenant, 1);
        var write = new Given.Write(given.device(caller)).device(row -> Given.atEpoch(row, wide)).build();
        store().checkIns().write(new dev.muster.gateway.store.CheckInWrite(write.after(), write.changed(),
                write.finished(), write.session(), write.push(), write.unlockToken(), write.enrolment(), write.at(),
                true, write.poll()));
        while (!report(given.tenant).switched().equals(Map.of(Platform.IOS, 1L))) {
            Thread.sleep(50);
        }
    }

    @Test
    default void knowsThatAWaveIsMissing() {
        Given given = due(1);
        assertTrue(waves().isMissing(given.tenant));
        Wave wave = started(given.tenant, 1);
        assertFalse(waves().isMissing(given.tenant));
        waves().affected(given.tenant, wave.epoch(), 17);
        waves().affected(given.tenant, wave.epoch(), 4);
        assertEquals(Optional.of(17L), report(given.tenant).wave().affected(), "counted once");
        waves().cancel(given.tenant);
        assertFalse(waves().isMissing(given.tenant), "what an administrator ended stays ended");
        assertFalse(waves().isMissing(Given.tenant(store()).tenant));
    }

    @Test
    default void addsUpWhyWakeUpsWereRefused() {
        Given given = due(2);
        started(given.tenant, 1);
        DeviceId device = new DeviceId(new java.util.UUID(1, 1));
        waves().advance(take(given.tenant), device, new Tally(Map.of(), Map.of("BadTopic", 2L, "busy", 1L)));
        waves().advance(take(given.tenant), device, new Tally(Map.of(), Map.of("BadTopic", 3L)));
        assertEquals(Map.of("BadTopic", 5L, "busy", 1L), report(given.tenant).reasons());
    }
}
