package dev.muster.gateway.wake;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.DeviceStore.Reach;
import dev.muster.gateway.store.DeviceStore.Span;
import dev.muster.gateway.store.RingStore;
import dev.muster.gateway.store.RingStore.Lease;
import dev.muster.gateway.store.RingStore.Met;
import dev.muster.gateway.store.RingStore.Sweep;
import dev.muster.gateway.store.StoreUnavailable;
import dev.muster.gateway.store.WakeScheduleStore.Schedule;

/**
 * The ring (idea 8, R17): devices without a timer of their own are woken once in every interval, spread evenly over it. Two hands
 * go round over each tenant's devices, half a turn apart. The first wakes whoever it meets, unless that device has just been
 * here; the second only whom the first would meet too late. So nobody who can be reached goes longer than the interval, and a
 * fleet that enrolled in one hour is spread out within a turn. After an outage the hands go twice as fast until they are where
 * they belong.
 */
final class Ring {
    private static final Logger LOG = LoggerFactory.getLogger(Ring.class);
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final int STEPS = 256;
    private static final Duration SEATS_EVERY = Duration.ofMinutes(5);
    private static final int PAGE = 500;
    private static final int MOST_A_STEP = 1_000;

    private final RingStore store;
    private final PageWalk.Parts parts;
    private final String node;
    private final Executor threads;
    /** Tenants whose hands move at the same time: one whose push service is silent must not stop the others. */
    private final Semaphore steps = new Semaphore(STEPS);
    private Instant seatedAt = Instant.MIN;

    Ring(RingStore store, PageWalk.Parts parts, String node, Executor threads) {
        this.store = store;
        this.parts = parts;
        this.node = node;
        this.threads = threads;
    }

    /** Begins to move the hands that are due; returns of how many tenants. Called by one thread. */
    int turn() {
        Instant now = parts.time().now();
        if (seatedAt.isBefore(now.minus(SEATS_EVERY))) {
            seatAll();
            seatedAt = now;
        }
        int moved = 0;
        for (TenantId tenant : store.due(PAGE)) {
            if (!steps.tryAcquire()) {
                return moved;
            }
            boolean begun = false;
            try {
                Optional<Lease> lease = store.take(tenant, node, LEASE);
                if (lease.isPresent()) {
                    threads.execute(() -> move(lease.get()));
                    begun = true;
                    moved++;
                }
            } finally {
                if (!begun) {
                    steps.release();
                }
            }
        }
        return moved;
    }

    private void move(Lease lease) {
        try {
            step(lease);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (StoreUnavailable down) {
            // The lease runs out by itself, and the hands make up for it.
            LOG.warn("The ring of tenant {} waits: {}", lease.tenant(), down.getMessage());
        } catch (RuntimeException defect) {
            LOG.error("The ring of tenant {} failed", lease.tenant(), defect);
        } finally {
            steps.release();
        }
    }

    private void seatAll() {
        Optional<TenantId> after = Optional.empty();
        List<Tenant> page;
        do {
            page = parts.tenants().page(after, PAGE);
            page.forEach(tenant -> seat(tenant.id()));
            after = page.isEmpty() ? after : Optional.of(page.getLast().id());
        } while (page.size() == PAGE);
    }

    private void seat(TenantId tenant) {
        if (!store.isSeated(tenant)) {
            Duration turn = RingMath.turn(parts.schedules().schedule(tenant).interval());
            double place = RingMath.fraction(parts.time().now(), turn);
            long devices = store.count(tenant);
            // As if the hand had met those before its place: a first turn that is not whole must not lower what is expected.
            store.seat(tenant, RingMath.before(place), RingMath.before(place + 0.5), Math.round(devices * place),
                    devices);
        }
    }

    private void step(Lease lease) throws InterruptedException {
        Optional<Tenant> tenant = parts.tenants().tenant(lease.tenant());
        if (tenant.isEmpty()) {
            return;
        }
        Schedule schedule = parts.schedules().schedule(lease.tenant());
        Duration turn = RingMath.turn(schedule.interval());
        Sweep sweep = lease.sweep();
        Duration pause = RingMath.step(turn, sweep.expected());
        Instant to = target(sweep.sweptAt(), lease.takenAt(), pause, turn);
        Hand first = sweep.expected() >= RingMath.MANY
                ? byNumber(lease.tenant(), sweep, Duration.between(sweep.sweptAt(), to), turn)
                : byClock(lease.tenant(), sweep.first(), RingMath.fraction(to, turn));
        Hand second = byClock(lease.tenant(), sweep.second(), RingMath.fraction(to, turn) + 0.5);
        wake(tenant.get(), schedule, chosen(first, second, schedule, lease.takenAt()));
        long met = sweep.met() + first.met().size();
        Sweep after = first.wrapped()
                ? new Sweep(to, first.at(), second.at(), first.metAfterWrap(), met - first.metAfterWrap())
                : new Sweep(to, first.at(), second.at(), met, sweep.expected());
        store.advance(lease, after, pause);
    }

    /** No faster than twice, and nobody is met twice for an outage of more than a turn. */
    private static Instant target(Instant sweptAt, Instant now, Duration pause, Duration turn) {
        Instant from = sweptAt.isBefore(now.minus(turn)) ? now.minus(turn) : sweptAt;
        Instant twice = from.plus(pause.multipliedBy(2));
        // Not backwards either, should the clock do so.
        return twice.isBefore(now) ? twice : now.isBefore(from) ? from : now;
    }

    /** What a hand met on its way. */
    private record Hand(List<Met> met, UUID at, boolean wrapped, int metAfterWrap) {}

    private Hand byClock(TenantId tenant, UUID from, double to) {
        UUID end = RingMath.before(to);
        boolean wraps = RingMath.fraction(end) < RingMath.fraction(from);
        List<Met> met = new ArrayList<>(store.page(tenant, new Span(from, wraps ? Span.ALL.upTo() : end), MOST_A_STEP));
        if (met.size() == MOST_A_STEP) {
            return new Hand(met, met.getLast().device().id().value(), false, 0);
        }
        int before = met.size();
        if (wraps) {
            met.addAll(store.page(tenant, new Span(Span.ALL.after(), end), MOST_A_STEP));
        }
        return new Hand(met, end, wraps, wraps ? met.size() - before : 0);
    }

    private Hand byNumber(TenantId tenant, Sweep sweep, Duration by, Duration turn) {
        double share = (double) by.toMillis() / turn.toMillis();
        double lag = RingMath.ahead(RingMath.fraction(sweep.first()), RingMath.fraction(sweep.sweptAt(), turn));
        int count = Math.min(MOST_A_STEP, RingMath.devices(sweep.expected(), share, lag));
        if (count == 0) {
            return new Hand(List.of(), sweep.first(), false, 0);
        }
        List<Met> met = new ArrayList<>(store.page(tenant, new Span(sweep.first(), Span.ALL.upTo()), count));
        int before = met.size();
        boolean wraps = before < count;
        if (wraps) {
            met.addAll(store.page(tenant, Span.ALL, count - before));
        }
        UUID at = wraps && met.size() == before ? Span.ALL.after() : met.getLast().device().id().value();
        return new Hand(met, at, wraps, met.size() - before);
    }

    private static List<Met> chosen(Hand first, Hand second, Schedule schedule, Instant now) {
        List<Met> chosen = new ArrayList<>();
        // Just been here: the second hand comes soon enough.
        Duration recent = schedule.interval().dividedBy(8);
        // Whoever was here within this is met again by the first hand before the interval is over.
        Duration half = Duration.ofNanos((long) (RingMath.turn(schedule.interval()).toNanos() * 0.52));
        first.met().stream().filter(one -> isAway(one, recent, schedule, now)).forEach(chosen::add);
        second.met().stream().filter(one -> isAway(one, half, schedule, now)).forEach(chosen::add);
        return chosen;
    }

    /** Windows and Android poll by themselves; they are woken only when they have missed it. */
    private static boolean isAway(Met met, Duration tolerated, Schedule schedule, Instant now) {
        Duration limit = met.device().platform().isApple() ? tolerated : schedule.interval();
        return met.lastSeen().isEmpty() || Duration.between(met.lastSeen().get(), now).compareTo(limit) > 0;
    }

    private void wake(Tenant tenant, Schedule schedule, List<Met> chosen) throws InterruptedException {
        List<Sender.Target> targets = new ArrayList<>();
        for (Met met : chosen) {
            if (met.reach() instanceof Reach.At at && parts.gate().isOpen(tenant, met.device(), met.user())) {
                targets.add(new Sender.Target(tenant.id(), met.device().id(), met.device().platform(), at.address()));
            }
        }
        // What cannot be taken now is met again by the other hand, half a turn later.
        parts.sender().send(targets, new PageTally(),
                () -> {
                    parts.pacing().await(tenant.id(), schedule.perSecond());
                    return true;
                }, _ -> false);
    }
}
