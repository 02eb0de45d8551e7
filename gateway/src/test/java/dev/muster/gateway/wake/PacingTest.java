package dev.muster.gateway.wake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import dev.muster.gateway.model.TenantId;

class PacingTest {
    private static final TenantId CONTOSO = new TenantId("contoso");
    private static final TenantId FABRIKAM = new TenantId("fabrikam");
    private final VirtualTime time = new VirtualTime(Instant.parse("2026-11-21T08:00:00Z"));
    private final AtomicReference<Load> load = new AtomicReference<>(Load.NONE);
    private final Pacing pacing = new Pacing(time, 1_000, load::get);

    private void seconds(int count, Runnable each) {
        for (int i = 0; i < count; i++) {
            each.run();
            time.sleep(Duration.ofSeconds(1));
            pacing.adapt();
        }
    }

    @Test
    void risesStepByStepToTheMostWhileCheckInsAreWell() {
        assertEquals(500, pacing.rate());
        seconds(4, () -> {});
        assertEquals(700, pacing.rate(), 1);
        seconds(20, () -> {});
        assertEquals(1_000, pacing.rate());
    }

    @Test
    void fallsByHalfWhenCheckInsAreSlow() {
        load.set(new Load(100, 100 * 10_000_000.0, 0, 0));
        seconds(1, () -> {});
        assertEquals(550, pacing.rate(), 1, "ten milliseconds are well");
        load.set(new Load(200, 100 * 10_000_000.0 + 100 * 300_000_000.0, 0, 0));
        seconds(1, () -> {});
        assertEquals(275, pacing.rate(), 1, "three hundred are not");
    }

    @Test
    void fallsWhenDevicesAreRefusedOrSlotsRunShortAndNeverBelowTheLeast() {
        seconds(1, () -> load.set(new Load(0, 0, 7, 0)));
        assertEquals(250, pacing.rate(), 1);
        load.set(new Load(0, 0, 7, 0.9));
        seconds(20, () -> {});
        assertEquals(5, pacing.rate());
        load.set(new Load(0, 0, 7, 0.1));
        seconds(1, () -> {});
        assertEquals(55, pacing.rate(), 1, "and rises again");
    }

    @Test
    void keepsOneTenantsLimitFromSlowingAnother() throws InterruptedException {
        Instant begin = time.now();
        for (int i = 0; i < 50; i++) {
            pacing.await(CONTOSO, 10);
        }
        Duration slow = Duration.between(begin, time.now());
        assertTrue(slow.compareTo(Duration.ofMillis(4_700)) > 0, "50 at 10 a second took " + slow);
        Instant then = time.now();
        for (int i = 0; i < 50; i++) {
            pacing.await(FABRIKAM, 1_000);
        }
        assertTrue(Duration.between(then, time.now()).compareTo(Duration.ofMillis(200)) < 0);
    }

    @Test
    void tellsManyUsersFromOne() {
        Crowd crowd = new Crowd();
        Instant now = time.now();
        for (int user = 0; user < 25; user++) {
            assertTrue(crowd.areFew(CONTOSO, 2, now), "user " + user);
        }
        assertEquals(false, crowd.areFew(CONTOSO, 2, now));
        assertTrue(crowd.areFew(FABRIKAM, 3, now), "another tenant is another matter");
        assertEquals(List.of(), crowd.ripe(now.plusSeconds(9)), "the others gather first");
        assertEquals(List.of(CONTOSO), crowd.ripe(now.plusSeconds(10)));
        assertEquals(List.of(), crowd.ripe(now.plusSeconds(11)), "told once");
        assertTrue(crowd.areFew(CONTOSO, 2, now.plusSeconds(100)));
    }
}
