package dev.muster.gateway.wake;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.DeviceStore;
import dev.muster.gateway.store.DeviceStore.Due;
import dev.muster.gateway.store.DeviceStore.Reach;
import dev.muster.gateway.store.TenantStore;
import dev.muster.gateway.store.WakeScheduleStore;
import dev.muster.gateway.store.WakeScheduleStore.Schedule;
import dev.muster.gateway.store.WaveStore;
import dev.muster.gateway.store.WaveStore.Lease;
import dev.muster.gateway.wake.PageTally.End;
import dev.muster.gateway.wake.Sender.Target;

/**
 * One page of a wave: read, send, wait for the answers, move the cursor. The cursor moves only after the last answer, so a
 * crash repeats this page and nothing else; a lease that was lost meanwhile moves nothing.
 */
final class PageWalk {
    /** Longer than a page takes, and as long as a dead node's segment waits for another one. */
    static final Duration LEASE = Duration.ofMinutes(1);
    private static final Logger LOG = LoggerFactory.getLogger(PageWalk.class);
    private static final Duration FIRST_LOOK = Duration.ofSeconds(5);
    private static final Duration LAST_LOOK = Duration.ofMinutes(10);
    private static final int LEAST_PAGE = 20;

    private final Parts parts;

    /** What pages work with. */
    record Parts(TenantStore tenants, DeviceStore devices, WaveStore waves, WakeScheduleStore schedules, WakeGate gate,
            Sender sender, Pacing pacing, WakeSettings settings, WakeTime time) {}

    PageWalk(Parts parts) {
        this.parts = parts;
    }

    /** A page's place among those being walked: one that waits for a push service to recover lets another page have it. */
    interface Place {
        void leave();

        void comeBack();
    }

    /** Does what the lease is due for, and gives it back. */
    void walk(Lease lease, Place place) throws InterruptedException {
        TenantId id = lease.wave().tenant();
        if (lease.isLook()) {
            look(lease);
            return;
        }
        Optional<Tenant> tenant = parts.tenants().tenant(id);
        Schedule schedule = parts.schedules().schedule(id);
        Duration rest = schedule.quiet().map(quiet -> quiet.left(lease.takenAt())).orElse(Duration.ZERO);
        if (rest.isPositive()) {
            parts.waves().release(lease, rest);
            return;
        }
        countOnce(lease);
        int size = Math.min(pageSize(), schedule.perSecond());
        List<Due> page = tenant.isEmpty() ? List.of()
                : parts.devices().due(id, tenant.get().epoch(), lease.span(), size);
        PageTally tally = new PageTally();
        List<Target> targets = new ArrayList<>();
        for (Due due : page) {
            sort(due, tenant.orElseThrow(), tally, targets);
        }
        Held held = new Held(lease, schedule.perSecond(), place);
        if (!parts.sender().send(targets, tally, held, held)) {
            LOG.info("A page of tenant {}'s wave is left to whoever has its lease now", id);
            return;
        }
        boolean kept = page.size() < size
                ? parts.waves().finish(lease, tally.sum(), parts.settings().passes(), FIRST_LOOK)
                : parts.waves().advance(lease, page.getLast().device().id(), tally.sum());
        if (!kept) {
            LOG.info("A page of tenant {}'s wave counts for nothing: the lease was lost or the wave is over", id);
        }
    }

    /** A page under way: waits for its turns, and keeps its lease while it waits. */
    private final class Held implements Sender.Turn, Sender.Hold {
        private final Lease lease;
        private final int perSecond;
        private final Place place;
        private Instant renewedAt = parts.time().now();

        private Held(Lease lease, int perSecond, Place place) {
            this.lease = lease;
            this.perSecond = perSecond;
            this.place = place;
        }

        @Override
        public boolean await() throws InterruptedException {
            parts.pacing().await(lease.wave().tenant(), perSecond);
            return Duration.between(renewedAt, parts.time().now()).compareTo(LEASE.dividedBy(3)) < 0
                    || renew(Duration.ZERO);
        }

        @Override
        public boolean pause(Duration pause) throws InterruptedException {
            if (!renew(pause)) {
                return false;
            }
            place.leave();
            try {
                parts.time().sleep(pause);
            } finally {
                place.comeBack();
            }
            return renew(Duration.ZERO);
        }

        private boolean renew(Duration further) {
            renewedAt = parts.time().now();
            return parts.waves().renew(lease, further.plus(LEASE));
        }
    }

    private void sort(Due due, Tenant tenant, PageTally tally, List<Target> targets) {
        switch (due.reach()) {
            case Reach.Nowhere _ -> tally.end(due.device().platform(), End.NO_TOKEN);
            case Reach.Dead _ -> tally.end(due.device().platform(), End.DEAD);
            case Reach.At at -> {
                if (parts.gate().isOpen(tenant, due.device(), due.user())) {
                    targets.add(new Target(tenant.id(), due.device().id(), due.device().platform(), at.address()));
                } else {
                    tally.end(due.device().platform(), End.GATED);
                }
            }
        }
    }

    /** Between passes: whether everybody has come. Less and less often, as less and less is to be expected. */
    private void look(Lease lease) {
        if (!parts.waves().anyDue(lease.wave().tenant())) {
            if (parts.waves().done(lease)) {
                LOG.info("Wave {} of tenant {} is done: every device has come", lease.wave().epoch(),
                        lease.wave().tenant());
            }
            return;
        }
        Duration age = Duration.between(lease.wave().startedAt(), lease.takenAt()).dividedBy(8);
        Duration pause = age.compareTo(FIRST_LOOK) < 0 ? FIRST_LOOK : age.compareTo(LAST_LOOK) > 0 ? LAST_LOOK : age;
        Duration left = Duration.between(lease.takenAt(), lease.wave().passDue());
        parts.waves().release(lease, pause.compareTo(left) < 0 ? pause : left);
    }

    private void countOnce(Lease lease) {
        if (lease.segment() == 0 && lease.wave().affected().isEmpty()) {
            TenantId tenant = lease.wave().tenant();
            parts.waves().affected(tenant, lease.wave().epoch(), parts.waves().countDue(tenant));
        }
    }

    /** About a second's worth, so that nobody waits long behind another tenant's page when the rate is low. */
    private int pageSize() {
        int second = (int) Math.max(LEAST_PAGE, parts.pacing().rate());
        return Math.min(parts.settings().pageSize(), second);
    }
}
