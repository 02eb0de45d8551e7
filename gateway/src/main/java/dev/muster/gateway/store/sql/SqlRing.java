package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.DeviceStore.Span;
import dev.muster.gateway.store.RingStore;

/** The ring's hands. Pages go by the devices' primary key. */
final class SqlRing implements RingStore {
    private static final int PIECE = 5_000;
    static final String PAGE = "SELECT " + DueDevices.REACH + ", l.seen_at, u.user_id, " + Rows.ENTITLEMENT + ", "
            + Rows.DEVICE + DueDevices.FROM + """
                    WHERE d.tenant_id = ? AND d.device_id > ? AND d.device_id <= ? AND d.state = 'ENROLLED'
                    ORDER BY d.device_id LIMIT ?""";
    static final String PIECE_OF_ALL = """
            SELECT device_id FROM device WHERE tenant_id = ? AND device_id > ? AND state = 'ENROLLED'
            ORDER BY device_id LIMIT ?""";
    private static final String SEATED = "SELECT fence FROM ring_sweep WHERE tenant_id = ?";
    private static final String SEAT = """
            INSERT INTO ring_sweep (tenant_id, due_at, node, leased_until, fence, swept_at, first_id, second_id, met,
                expected)
            SELECT t.tenant_id, ?, '', 0, 1, ?, ?, ?, ?, ? FROM tenant t WHERE t.tenant_id = ?
            ON CONFLICT (tenant_id) DO NOTHING""";
    static final String DUE = """
            SELECT r.tenant_id FROM ring_sweep r WHERE r.due_at <= ? AND r.leased_until <= ? ORDER BY r.due_at LIMIT ?""";
    static final String TAKE = """
            UPDATE ring_sweep SET node = ?, leased_until = ?, fence = fence + 1
            WHERE tenant_id = ? AND due_at <= ? AND leased_until <= ?""";
    private static final String TAKEN = """
            SELECT fence, swept_at, first_id, second_id, met, expected FROM ring_sweep WHERE tenant_id = ?""";
    static final String ADVANCE = """
            UPDATE ring_sweep SET swept_at = ?, first_id = ?, second_id = ?, met = ?, expected = ?, due_at = ?,
                leased_until = 0
            WHERE tenant_id = ? AND fence = ?""";

    private final Database database;

    SqlRing(Database database) {
        this.database = database;
    }

    @Override
    public boolean isSeated(TenantId tenant) {
        return database.read(link -> link.one(SEATED, args -> args.tenant(tenant), Row::number).isPresent());
    }

    @Override
    public void seat(TenantId tenant, UUID first, UUID second, long met, long expected) {
        database.change(link -> {
            Instant now = now(link);
            return link.update(SEAT, args -> args.at(now).at(now).id(first).id(second).number(met).number(expected)
                    .tenant(tenant));
        });
    }

    @Override
    public List<TenantId> due(int limit) {
        return database.read(link -> {
            Instant now = now(link);
            return link.list(DUE, args -> args.at(now).at(now).small(limit), row -> new TenantId(row.text()));
        });
    }

    @Override
    public Optional<Lease> take(TenantId tenant, String node, Duration duration) {
        return database.change(link -> {
            Instant now = now(link);
            Instant until = now.plus(duration);
            return link.update(TAKE, args -> args.text(node).at(until).tenant(tenant).at(now).at(now)) == 0
                    ? Optional.empty()
                    : link.one(TAKEN, args -> args.tenant(tenant), row -> {
                        long fence = row.number();
                        return new Lease(tenant,
                                new Sweep(row.at(), row.id(), row.id(), row.number(), row.number()), fence, now);
                    });
        });
    }

    @Override
    public boolean advance(Lease lease, Sweep sweep, Duration pause) {
        return database.change(link -> {
            // From the moment of the step, not from its end: a slow step must not make the hands late.
            Instant due = lease.takenAt().plus(pause);
            return link.update(ADVANCE, args -> args.at(sweep.sweptAt()).id(sweep.first()).id(sweep.second())
                    .number(sweep.met()).number(sweep.expected()).at(due).tenant(lease.tenant())
                    .number(lease.fence())) == 1;
        });
    }

    @Override
    public List<Met> page(TenantId tenant, Span span, int limit) {
        record Read(DueDevices.Address address, Optional<Instant> seen, DueDevices.Owned owned) {}
        return database.read(link -> {
            List<Met> met = new ArrayList<>();
            for (Read read : link.list(PAGE,
                    args -> args.tenant(tenant).id(span.after()).id(span.upTo()).small(limit),
                    row -> new Read(DueDevices.address(row), row.maybeAt(), DueDevices.owned(row)))) {
                met.add(new Met(read.owned().device(), read.owned().user(),
                        DueDevices.reach(database, read.owned().device(), read.address()), read.seen()));
            }
            return met;
        });
    }

    @Override
    public long count(TenantId tenant) {
        long sum = 0;
        UUID after = Pages.BEFORE_ALL;
        List<UUID> piece;
        do {
            UUID from = after;
            piece = database.read(link -> link.list(PIECE_OF_ALL, args -> args.tenant(tenant).id(from).small(PIECE),
                    Row::id));
            sum += piece.size();
            after = piece.isEmpty() ? after : piece.getLast();
        } while (piece.size() == PIECE);
        return sum;
    }

    private Instant now(Link link) throws SQLException {
        return link.dialect().now(link, database.clock());
    }
}
