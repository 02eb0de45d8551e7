package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.DeviceStore.Span;
import dev.muster.gateway.store.WaveStore;

/**
 * Waves. Whoever changes a wave as a whole locks the tenant's row or the wave's before any lease, so that two nodes never wait
 * for each other; a page touches its own lease and counters only.
 */
final class SqlWaves implements WaveStore {
    private static final int PIECE = 5_000;

    private final Database database;

    SqlWaves(Database database) {
        this.database = database;
    }

    /**
     * On a database that one process has to itself, when it starts: leases of its predecessor are void, and devices that came
     * while there was no gateway hear again at once instead of at the next pass. The only statements that name no tenant, on
     * running waves and tables of the cluster.
     */
    static boolean takeOver(Link link, Instant now) throws SQLException {
        link.update("UPDATE wave SET pass_due = ? WHERE state = 'RUNNING' AND pass_due > ?",
                args -> args.at(now).at(now));
        link.update("""
                UPDATE wave_lease SET leased_until = 0, fence = fence + 1,
                    due_at = CASE WHEN due_at < ? THEN ? ELSE due_at END""",
                args -> args.number(WaveSql.NEVER).at(now));
        link.update("UPDATE ring_sweep SET leased_until = 0, fence = fence + 1 WHERE leased_until > 0", _ -> {});
        return true;
    }

    @Override
    public Start start(TenantId tenant, String reason, int segments) {
        return database.change(link -> {
            Optional<Long> epoch = link.one(link.dialect().locking(WaveSql.TENANT), args -> args.tenant(tenant),
                    Row::number);
            if (epoch.isEmpty()) {
                return new Start.Unknown();
            }
            Optional<Wave> before = newestWave(link, tenant);
            if (before.isPresent() && before.get().state() == State.RUNNING) {
                if (before.get().epoch() == epoch.get()) {
                    return new Start.Running(before.get());
                }
                end(link, before.get(), State.SUPERSEDED);
            }
            return new Start.Started(begin(link, tenant, epoch.get(), reason, segments));
        });
    }

    private Wave begin(Link link, TenantId tenant, long epoch, String reason, int segments) throws SQLException {
        Instant now = now(link);
        WaveCounts.forget(link, tenant, epoch);
        link.update(WaveSql.INSERT, args -> args.tenant(tenant).number(epoch).text(reason).at(now).at(now)
                .small(segments));
        // Above any fence there was, so that a lease of the wave before moves nothing of this one.
        long fence = now.toEpochMilli() << 20;
        Link.Batch leases = link.batch(WaveSql.LEASE);
        for (int i = 0; i < segments; i++) {
            int segment = i;
            UUID from = Segments.bound(segment, segments);
            UUID upTo = Segments.bound(segment + 1, segments);
            leases.add(args -> args.tenant(tenant).small(segment).number(epoch).id(from).id(from).id(upTo).at(now)
                    .number(fence));
        }
        leases.run();
        for (long old : link.list(WaveSql.OLD, args -> args.tenant(tenant), Row::number)) {
            WaveCounts.forget(link, tenant, old);
            link.update(WaveSql.FORGET_WAVE, args -> args.tenant(tenant).number(old));
        }
        Wave wave = newestWave(link, tenant).orElseThrow(() -> new SQLException("a wave just written is gone"));
        WaveEvents.add(link, wave, Happening.STARTED, 0, now);
        return wave;
    }

    private void end(Link link, Wave wave, State state) throws SQLException {
        Instant now = now(link);
        link.update(WaveSql.END,
                args -> args.text(state.name()).at(now).tenant(wave.tenant()).number(wave.epoch()));
        link.update(WaveSql.UNLEASE, args -> args.tenant(wave.tenant()));
        WaveEvents.add(link, wave, Names.constant(Happening.class, state.name()), 0, now);
    }

    @Override
    public boolean cancel(TenantId tenant) {
        return database.change(link -> {
            link.one(link.dialect().locking(WaveSql.TENANT), args -> args.tenant(tenant), Row::number);
            Optional<Wave> wave = newestWave(link, tenant).filter(found -> found.state() == State.RUNNING);
            if (wave.isPresent()) {
                end(link, wave.get(), State.CANCELLED);
            }
            return wave.isPresent();
        });
    }

    @Override
    public boolean isMissing(TenantId tenant) {
        return database.read(link -> {
            Optional<Long> epoch = link.one(WaveSql.TENANT, args -> args.tenant(tenant), Row::number);
            long newest = newestWave(link, tenant).map(Wave::epoch).orElse(-1L);
            return epoch.isPresent() && newest < epoch.get() && DueDevices.any(link, tenant);
        });
    }

    @Override
    public List<Candidate> due(int limit) {
        return database.read(link -> {
            Instant now = now(link);
            return link.list(WaveSql.DUE, args -> args.at(now).at(now).small(limit),
                    row -> new Candidate(new TenantId(row.text()), row.small(), row.number()));
        });
    }

    @Override
    public Optional<Lease> take(Candidate candidate, String node, Duration duration) {
        return database.change(link -> {
            Instant now = now(link);
            Instant until = now.plus(duration);
            if (link.update(WaveSql.TAKE, args -> args.text(node).at(until).tenant(candidate.tenant())
                    .small(candidate.segment()).number(candidate.fence()).at(now)) == 0) {
                return Optional.empty();
            }
            return link.one(WaveSql.TAKEN, args -> args.tenant(candidate.tenant()).small(candidate.segment()), row -> {
                Span span = new Span(row.id(), row.id());
                long fence = row.number();
                return new Lease(WaveCounts.wave(row), candidate.segment(), span, fence, now);
            });
        });
    }

    @Override
    public boolean renew(Lease lease, Duration duration) {
        return database.change(link -> {
            Instant until = now(link).plus(duration);
            return link.update(WaveSql.RENEW, args -> own(args.at(until), lease)) == 1;
        });
    }

    @Override
    public void affected(TenantId tenant, long epoch, long devices) {
        database.change(link -> {
            if (link.update(WaveSql.AFFECTED, args -> args.number(devices).tenant(tenant).number(epoch)) == 1) {
                Optional<Wave> wave = newestWave(link, tenant).filter(newest -> newest.epoch() == epoch);
                if (wave.isPresent()) {
                    WaveEvents.add(link, wave.get(), Happening.COUNTED, devices, now(link));
                }
            }
            return true;
        });
    }

    @Override
    public long countDue(TenantId tenant) {
        long sum = 0;
        for (long epoch : database.read(link -> DueDevices.epochs(link, tenant, Long.MAX_VALUE))) {
            UUID after = Pages.BEFORE_ALL;
            List<UUID> piece;
            do {
                UUID from = after;
                piece = database.read(link -> DueDevices.piece(link, tenant, epoch, from, PIECE));
                sum += piece.size();
                after = piece.isEmpty() ? after : piece.getLast();
            } while (piece.size() == PIECE);
        }
        return sum;
    }

    @Override
    public boolean anyDue(TenantId tenant) {
        return database.read(link -> DueDevices.any(link, tenant));
    }

    @Override
    public boolean advance(Lease lease, DeviceId after, Tally tally) {
        return database.change(link -> {
            Instant now = now(link);
            boolean held = link.update(WaveSql.ADVANCE, args -> own(args.device(after).at(now), lease)) == 1;
            if (held) {
                WaveCounts.add(link, lease, tally);
            }
            return held;
        });
    }

    @Override
    public void abandon(String node) {
        database.change(link -> link.update(WaveSql.ABANDON, args -> args.text(node))
                + link.update(WaveSql.ABANDON_RING, args -> args.text(node)));
    }

    @Override
    public boolean release(Lease lease, Duration pause) {
        return database.change(link -> {
            Instant due = now(link).plus(pause);
            return link.update(WaveSql.RELEASE, args -> own(args.at(due), lease)) == 1;
        });
    }

    @Override
    public boolean finish(Lease lease, Tally tally, List<Duration> passes, Duration look) {
        TenantId tenant = lease.wave().tenant();
        return database.change(link -> {
            Optional<Wave> wave = running(link, lease);
            if (wave.isEmpty() || link.update(WaveSql.RELEASE, args -> own(args.number(WaveSql.NEVER), lease)) == 0) {
                return false;
            }
            WaveCounts.add(link, lease, tally);
            long walking = link.one(WaveSql.WALKING, args -> args.tenant(tenant).number(WaveSql.NEVER), Row::number)
                    .orElse(0L);
            if (walking == 0) {
                passEnds(link, wave.get(), passes, look);
            }
            return true;
        });
    }

    private void passEnds(Link link, Wave wave, List<Duration> passes, Duration look) throws SQLException {
        long met = link.one(WaveSql.MET, args -> args.tenant(wave.tenant()).number(wave.epoch()).small(wave.pass()),
                Row::number).orElse(0L);
        WaveEvents.add(link, wave, Happening.PASS_ENDED, met, now(link));
        if (met == 0 || wave.pass() >= passes.size()) {
            end(link, wave, met == 0 ? State.DONE : State.LAPSED);
            return;
        }
        // After a long outage several passes may be overdue: one of them is enough.
        Instant now = now(link);
        int next = wave.pass() + 1;
        while (next < passes.size() && wave.startedAt().plus(passes.get(next)).isBefore(now)) {
            next++;
        }
        int pass = next;
        // A pass that began late, after a quiet window or an outage, is not followed at once by the next.
        Instant planned = wave.startedAt().plus(passes.get(pass - 1));
        Instant earliest = now.plus(passes.get(1));
        Instant due = planned.isBefore(earliest) ? earliest : planned;
        Instant looked = now.plus(look).isBefore(due) ? now.plus(look) : due;
        link.update(WaveSql.NEXT_PASS, args -> args.small(pass).at(due).tenant(wave.tenant()).number(wave.epoch()));
        link.update(WaveSql.REWIND, args -> args.at(looked).at(due).tenant(wave.tenant()));
    }

    @Override
    public boolean done(Lease lease) {
        return database.change(link -> {
            Optional<Wave> wave = running(link, lease);
            if (wave.isEmpty() || link.update(WaveSql.RELEASE, args -> own(args.number(WaveSql.NEVER), lease)) == 0) {
                return false;
            }
            end(link, wave.get(), State.DONE);
            return true;
        });
    }

    @Override
    public List<Event> events(TenantId tenant, long after, int limit) {
        return database.read(link -> WaveEvents.page(link, tenant, after, limit));
    }

    @Override
    public Optional<Report> newest(TenantId tenant) {
        return database.read(link -> link.snapshot(moment -> {
            Optional<Wave> wave = newestWave(moment, tenant);
            return wave.isPresent()
                    ? Optional.of(WaveCounts.report(moment, wave.get(), now(moment)))
                    : Optional.empty();
        }));
    }

    /** The wave of a lease, locked, if it still runs. */
    private static Optional<Wave> running(Link link, Lease lease) throws SQLException {
        return link.one(link.dialect().locking(WaveSql.RUNNING),
                args -> args.tenant(lease.wave().tenant()).number(lease.wave().epoch()), WaveCounts::wave);
    }

    private static Optional<Wave> newestWave(Link link, TenantId tenant) throws SQLException {
        return link.one(WaveSql.NEWEST, args -> args.tenant(tenant), WaveCounts::wave);
    }

    private static void own(Args args, Lease lease) throws SQLException {
        args.tenant(lease.wave().tenant()).small(lease.segment()).number(lease.fence()).number(lease.wave().epoch());
    }

    private Instant now(Link link) throws SQLException {
        return link.dialect().now(link, database.clock());
    }
}
