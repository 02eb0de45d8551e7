package dev.muster.gateway.wake;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.TenantOptions;
import dev.muster.gateway.store.DeviceStore;
import dev.muster.gateway.store.DeviceStore.Reach;
import dev.muster.gateway.store.DeviceStore.Span;
import dev.muster.gateway.store.RingStore;
import dev.muster.gateway.store.StoreUnavailable;
import dev.muster.gateway.store.TenantStore;
import dev.muster.gateway.store.WakeScheduleStore;
import dev.muster.gateway.store.WakeScheduleStore.Schedule;

/** Devices in memory that check in within a minute of being woken, and the time they were longest without a check-in. */
final class RingWorld implements RingStore {
    /** How devices were seen before the ring begins. */
    enum Start {
        SPREAD, WITHIN_AN_HOUR
    }

    private static final TenantId TENANT = new TenantId("contoso");
    private static final Reach REACH = new Reach.At(
            new PushAddress(new byte[] {1}, new byte[0], "topic", Instant.EPOCH));
    private static final Instant BEGIN = Instant.parse("2026-11-21T08:00:00Z");

    final VirtualTime time = new VirtualTime(BEGIN);
    /** Moments of pushes, in order. */
    final List<Instant> pushes = new ArrayList<>();
    private final TreeMap<UUID, Seat> seats = new TreeMap<>(RingWorld::unsigned);
    private final PriorityQueue<Coming> coming = new PriorityQueue<>((a, b) -> a.at().compareTo(b.at()));
    private final Random random = new Random(11);
    private final Schedule schedule;
    private final Ring ring;
    private Duration longest = Duration.ZERO;
    private Duration poll = Duration.ZERO;
    private Sweep sweep = new Sweep(BEGIN, new UUID(0, 0), new UUID(0, 0), 0, 0);
    private Instant dueAt = BEGIN;
    private boolean seated;

    private static final class Seat {
        private final Device device;
        private Instant seen;

        private Seat(Device device, Instant seen) {
            this.device = device;
            this.seen = seen;
        }
    }

    private record Coming(Instant at, UUID device) {}

    RingWorld(int devices, Start start, Platform platform, Schedule schedule) {
        this.schedule = schedule;
        for (int i = 0; i < devices; i++) {
            UUID id = new UUID((random.nextLong() & ~0xF000L) | 0x4000L,
                    (random.nextLong() & ~(3L << 62)) | (2L << 62));
            Duration before = start == Start.SPREAD ? schedule.interval() : Duration.ofHours(1);
            seats.put(id, new Seat(new Device(TENANT, new DeviceId(id), 1, platform, Optional.empty(),
                    DeviceState.ENROLLED, 1, Optional.empty(), Optional.empty(), Device.Hardware.UNKNOWN,
                    Optional.empty(), Optional.empty(), 0, "", List.of()),
                    BEGIN.minusMillis(
                            (long) (before.toMillis() * random.nextDouble() / (start == Start.SPREAD ? 2 : 1)))));
        }
        WakeChannel channel = new Channel();
        WakeSettings settings = WakeSettings.USUAL;
        Sender sender = new Sender(new WakeChannels(Map.of(platform, channel)),
                unused(DeviceStore.class), settings, time, random);
        ring = new Ring(this, new PageWalk.Parts(new Tenants(), unused(DeviceStore.class),
                unused(dev.muster.gateway.store.WaveStore.class), new Schedules(), (_, _, _) -> true, sender,
                new Pacing(time, 2_000, () -> Load.NONE), settings, time), "node", Runnable::run);
    }

    /** Something the ring has no business with. */
    private static <T> T unused(Class<T> type) {
        return type.cast(java.lang.reflect.Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
                (_, method, _) -> {
                    throw new UnsupportedOperationException("the ring does not ask for " + method.getName());
                }));
    }

    /** Every device also comes by itself this often. */
    void pollEvery(Duration interval) {
        poll = interval;
        seats.forEach((id, seat) -> coming.add(new Coming(seat.seen.plus(interval), id)));
    }

    void run(Duration howLong) throws InterruptedException {
        Instant end = time.now().plus(howLong);
        while (time.now().isBefore(end)) {
            checkIns();
            ring.turn();
            time.sleep(Duration.between(time.now(), dueAt));
        }
        checkIns();
        seats.values().forEach(seat -> longest = max(longest, Duration.between(seat.seen, time.now())));
    }

    private void checkIns() {
        while (!coming.isEmpty() && !coming.peek().at().isAfter(time.now())) {
            Coming one = coming.poll();
            Seat seat = Objects.requireNonNull(seats.get(one.device()));
            longest = max(longest, Duration.between(seat.seen, one.at()));
            seat.seen = one.at();
            if (poll.isPositive()) {
                coming.add(new Coming(one.at().plus(poll), one.device()));
            }
        }
    }

    /** The longest time any device was without a check-in. */
    Duration longest() {
        return longest;
    }

    long[] pushesPerMinute(Duration from, Duration to) {
        long[] minutes = new long[(int) to.minus(from).toMinutes()];
        for (Instant push : pushes) {
            long minute = Duration.between(BEGIN.plus(from), push).toSeconds() / 60;
            if (!push.isBefore(BEGIN.plus(from)) && minute < minutes.length) {
                minutes[(int) minute]++;
            }
        }
        return minutes;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private static int unsigned(UUID a, UUID b) {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }

    private final class Channel implements WakeChannel {
        @Override
        public CompletableFuture<WakeOutcome> wake(TenantId tenant, DeviceId device, PushAddress address) {
            pushes.add(time.now());
            if (!poll.isPositive()) {
                coming.add(new Coming(time.now().plusMillis(500 + random.nextInt(60_000)), device.value()));
            }
            return CompletableFuture.completedFuture(new WakeOutcome.Accepted());
        }

        @Override
        public void close() {}
    }

    private final class Schedules implements WakeScheduleStore {
        @Override
        public Schedule schedule(TenantId tenant) {
            return schedule;
        }

        @Override
        public boolean put(TenantId tenant, Schedule other) {
            throw new UnsupportedOperationException("nobody sets it here");
        }
    }

    private static final class Tenants implements TenantStore {
        private final Tenant tenant = new Tenant(TENANT, "Contoso", TenantAuthority.INTUNE, TenantOptions.NONE, 1,
                BEGIN, Map.of(ManagementAuthority.INTUNE, "topic"));

        @Override
        public Optional<Tenant> tenant(TenantId id) {
            return Optional.of(tenant);
        }

        @Override
        public List<Tenant> page(Optional<TenantId> after, int limit) {
            return after.isEmpty() ? List.of(tenant) : List.of();
        }

        @Override
        public boolean create(TenantId id, String name, TenantAuthority authority, TenantOptions options, Instant now) {
            throw new StoreUnavailable("not here", null);
        }

        @Override
        public boolean setOptions(TenantId id, TenantOptions options) {
            throw new StoreUnavailable("not here", null);
        }

        @Override
        public Optional<Tenant> changeAuthority(TenantId id, TenantAuthority expected, TenantAuthority next,
                Waiting waiting, Instant now) {
            throw new StoreUnavailable("not here", null);
        }
    }

    @Override
    public boolean isSeated(TenantId tenant) {
        return seated;
    }

    @Override
    public void seat(TenantId tenant, UUID first, UUID second, long met, long expected) {
        seated = true;
        sweep = new Sweep(time.now(), first, second, met, expected);
    }

    @Override
    public List<TenantId> due(int limit) {
        return dueAt.isAfter(time.now()) ? List.of() : List.of(TENANT);
    }

    @Override
    public Optional<Lease> take(TenantId tenant, String node, Duration duration) {
        return Optional.of(new Lease(tenant, sweep, 1, time.now()));
    }

    @Override
    public boolean advance(Lease lease, Sweep after, Duration pause) {
        sweep = after;
        dueAt = lease.takenAt().plus(pause);
        return true;
    }

    @Override
    public List<Met> page(TenantId tenant, Span span, int limit) {
        // By hand: a stream over part of a tree map counts that part first, which would take longer than all the rest.
        List<Met> page = new ArrayList<>();
        for (Seat seat : seats.tailMap(span.after(), false).values()) {
            if (page.size() == limit || unsigned(seat.device.id().value(), span.upTo()) > 0) {
                break;
            }
            page.add(new Met(seat.device, Optional.empty(), REACH, Optional.of(seat.seen)));
        }
        return page;
    }

    @Override
    public long count(TenantId tenant) {
        return seats.size();
    }
}
