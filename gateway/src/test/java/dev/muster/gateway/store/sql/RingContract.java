package dev.muster.gateway.store.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.DeviceStore.Reach;
import dev.muster.gateway.store.DeviceStore.Span;
import dev.muster.gateway.store.RingStore;
import dev.muster.gateway.store.RingStore.Lease;
import dev.muster.gateway.store.RingStore.Met;
import dev.muster.gateway.store.RingStore.Sweep;
import dev.muster.gateway.store.WakeScheduleStore.Quiet;
import dev.muster.gateway.store.WakeScheduleStore.Schedule;

/** The ring's hands, and tenants' schedules. */
@Timeout(60)
interface RingContract extends StoreHarness {
    UUID HERE = new UUID(5, 6);
    UUID THERE = new UUID(-7, 8);

    private RingStore ring() {
        return store().ring();
    }

    private boolean isDue(TenantId tenant) {
        return ring().due(100_000).contains(tenant);
    }

    @Test
    default void keepsWhereTheHandsAreAndMovesThemUnderALease() {
        TenantId tenant = Given.tenant(store()).tenant;
        assertFalse(ring().isSeated(tenant));
        ring().seat(tenant, HERE, THERE, 3, 12);
        ring().seat(tenant, THERE, HERE, 0, 99);
        assertTrue(ring().isSeated(tenant));
        assertTrue(isDue(tenant));
        Lease lost = ring().take(tenant, "one", Duration.ofMillis(-1)).orElseThrow();
        assertEquals(HERE, lost.sweep().first(), "seated once");
        assertEquals(12, lost.sweep().expected());
        Lease held = ring().take(tenant, "two", Duration.ofMinutes(1)).orElseThrow();
        assertEquals(Optional.empty(), ring().take(tenant, "three", Duration.ofMinutes(1)));
        Sweep next = new Sweep(held.takenAt(), THERE, HERE, 4, 13);
        assertFalse(ring().advance(lost, next, Duration.ZERO));
        assertTrue(ring().advance(held, next, Duration.ofMillis(-1)));
        assertEquals(next, ring().take(tenant, "one", Duration.ofMillis(-1)).orElseThrow().sweep());
        assertTrue(ring().advance(ring().take(tenant, "one", Duration.ofMinutes(1)).orElseThrow(), next,
                Duration.ofHours(1)));
        assertFalse(isDue(tenant), "not before its next step");
        ring().seat(new TenantId("nobody"), HERE, THERE, 0, 0);
        assertFalse(ring().isSeated(new TenantId("nobody")));
    }

    @Test
    default void meetsEnrolledDevicesInTheOrderOfIdsWhetherDueOrNot() {
        Given given = Given.tenant(store());
        List<DeviceId> ids = new ArrayList<>();
        List<Caller> callers = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            callers.add(given.enrolled(i % 2 == 0 ? Platform.IOS : Platform.WINDOWS, Optional.empty()));
            ids.add(callers.get(i).device());
        }
        given.issued(Platform.IOS, Optional.empty());
        ids.sort(DeviceWrite.BY_DEVICE);
        assertEquals(7, ring().count(given.tenant));
        List<Met> all = ring().page(given.tenant, Span.ALL, 100);
        assertEquals(ids, all.stream().map(met -> met.device().id()).toList());
        assertInstanceOf(Reach.At.class, all.getFirst().reach());
        assertEquals(ids.subList(2, 4), ring().page(given.tenant, new Span(ids.get(1).value(), ids.get(5).value()), 2)
                .stream().map(met -> met.device().id()).toList());
    }

    @Test
    default void keepsATenantsSchedule() {
        TenantId tenant = Given.tenant(store()).tenant;
        assertEquals(Schedule.USUAL, store().wakeSchedules().schedule(tenant));
        Schedule night = new Schedule(Duration.ofHours(4), 7,
                Optional.of(new Quiet(LocalTime.of(22, 30), LocalTime.of(6, 0), ZoneId.of("Europe/Berlin"))));
        assertTrue(store().wakeSchedules().put(tenant, night));
        assertEquals(night, store().wakeSchedules().schedule(tenant));
        Schedule always = new Schedule(Duration.ofHours(4), 7, Optional.empty());
        assertTrue(store().wakeSchedules().put(tenant, always));
        assertEquals(always, store().wakeSchedules().schedule(tenant));
        assertFalse(store().wakeSchedules().put(new TenantId("nobody"), night));
    }

    @Test
    default void knowsHowLongAQuietWindowLasts() {
        Quiet night = new Quiet(LocalTime.of(22, 0), LocalTime.of(6, 0), ZoneId.of("UTC"));
        assertEquals(Duration.ofHours(7), night.left(java.time.Instant.parse("2026-11-21T23:00:00Z")));
        assertEquals(Duration.ofHours(1), night.left(java.time.Instant.parse("2026-11-21T05:00:00Z")));
        assertEquals(Duration.ZERO, night.left(java.time.Instant.parse("2026-11-21T06:00:00Z")));
        assertEquals(Duration.ZERO, night.left(java.time.Instant.parse("2026-11-21T12:00:00Z")));
        Quiet noon = new Quiet(LocalTime.of(12, 0), LocalTime.of(13, 0), ZoneId.of("UTC"));
        assertEquals(Duration.ofMinutes(15), noon.left(java.time.Instant.parse("2026-11-21T12:45:00Z")));
        assertEquals(Duration.ZERO, noon.left(java.time.Instant.parse("2026-11-21T11:59:00Z")));
    }
}
