package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.muster.certs.identity.Fingerprint;
import dev.muster.gateway.model.CommandId;
import dev.muster.gateway.model.ConnectorMessage;
import dev.muster.gateway.model.ConnectorMessage.Kind;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.ConnectorStore;

/**
 * Connectors and what waits for them. Numbers are given at the first fetch, under the lock of the connector's row: so they
 * follow the order of commits, and no message slips in below one that was acknowledged.
 */
final class SqlConnectors implements ConnectorStore {
    private static final int PIECE = 1_000;
    private static final Duration CONTACT = Duration.ofMinutes(1);
    private static final String GET = """
            SELECT connector_id, fingerprint, not_after, subscribed_at, contact_at, numbered, acknowledged
            FROM connector WHERE tenant_id = ?""";
    private static final String SUBSCRIBE = """
            INSERT INTO connector (tenant_id, connector_id, fingerprint, not_after, subscribed_at, numbered, acknowledged)
            SELECT t.tenant_id, ?, ?, ?, ?, 0, 0 FROM tenant t WHERE t.tenant_id = ?
            ON CONFLICT (tenant_id) DO NOTHING""";
    private static final String CERTIFY = """
            UPDATE connector SET fingerprint = ?, not_after = ? WHERE tenant_id = ? AND connector_id = ?""";
    private static final String UNSUBSCRIBE = "DELETE FROM connector WHERE tenant_id = ?";
    private static final String CONTACTED = """
            UPDATE connector SET contact_at = ? WHERE tenant_id = ? AND (contact_at IS NULL OR contact_at < ?)""";
    private static final String NUMBERED = "SELECT numbered FROM connector WHERE tenant_id = ?";
    private static final String COUNT_ON = "UPDATE connector SET numbered = ? WHERE tenant_id = ?";
    private static final String ACKNOWLEDGE = """
            UPDATE connector SET acknowledged = ? WHERE tenant_id = ? AND numbered >= ? AND acknowledged < ?""";
    private static final String MARKER = "SELECT kind, device_id, reference, marked_at, sequence FROM connector_outbox ";
    static final String GIVEN = MARKER + "WHERE tenant_id = ? AND sequence > ? ORDER BY sequence LIMIT ?";
    static final String ACKNOWLEDGED = MARKER + "WHERE tenant_id = ? AND sequence <= ? ORDER BY sequence LIMIT ?";
    static final String FRESH = MARKER + "WHERE tenant_id = ? AND sequence IS NULL ORDER BY marked_at, ordinal LIMIT ?";
    private static final String NUMBER = """
            UPDATE connector_outbox SET sequence = ?
            WHERE tenant_id = ? AND kind = ? AND device_id = ? AND reference = ?""";
    private static final String FORGET = """
            DELETE FROM connector_outbox
            WHERE tenant_id = ? AND kind = ? AND device_id = ? AND reference = ? AND sequence = ?""";
    static final String WAITING = """
            SELECT count(*) FROM (SELECT 1 FROM connector_outbox WHERE tenant_id = ? AND kind = 'RESULT' LIMIT ?) AS waiting""";

    static final String PENDING = """
            SELECT 1 FROM pending_command WHERE tenant_id = ? AND device_id = ? AND command_id = ?""";
    static final String FINISHED = """
            SELECT 1 FROM finished_command WHERE tenant_id = ? AND device_id = ? AND command_id = ? LIMIT 1""";

    /** The order in which markers are touched everywhere, so that no two transactions wait for each other. */
    private static final Comparator<Marker> BY_KEY = Comparator.comparing(Marker::kind)
            .thenComparing(Marker::device, DeviceWrite.BY_DEVICE)
            .thenComparing(marker -> new DeviceId(marker.reference()), DeviceWrite.BY_DEVICE);

    /** A row of the outbox; number 0: none yet. */
    record Marker(Kind kind, DeviceId device, UUID reference, Instant at, long sequence) {
        Marker numbered(long number) {
            return new Marker(kind, device, reference, at, number);
        }
    }

    private final Database database;

    SqlConnectors(Database database) {
        this.database = database;
    }

    @Override
    public boolean subscribe(TenantId tenant, UUID connector, Fingerprint certificate, Instant notAfter, Instant now) {
        boolean first = database.change(link -> link.update(SUBSCRIBE, args -> args.id(connector)
                .fingerprint(certificate).at(notAfter).at(now).tenant(tenant)) == 1);
        if (first) {
            ConnectorAnnouncements.announce(database, tenant, now);
        }
        return first;
    }

    @Override
    public Optional<Subscription> subscription(TenantId tenant) {
        return database.read(link -> link.one(GET, args -> args.tenant(tenant), row -> new Subscription(row.id(),
                row.fingerprint(), row.at(), row.at(), row.maybeAt(), row.number(), row.number())));
    }

    @Override
    public boolean certify(TenantId tenant, UUID connector, Fingerprint certificate, Instant notAfter) {
        return database.change(link -> link.update(CERTIFY,
                args -> args.fingerprint(certificate).at(notAfter).tenant(tenant).id(connector)) == 1);
    }

    @Override
    public boolean unsubscribe(TenantId tenant) {
        boolean ended = database.change(link -> link.update(UNSUBSCRIBE, args -> args.tenant(tenant)) == 1);
        if (ended) {
            ConnectorAnnouncements.forgetNumbers(database, tenant);
        }
        return ended;
    }

    @Override
    public void contacted(TenantId tenant, Instant at) {
        database.change(
                link -> link.update(CONTACTED, args -> args.at(at).tenant(tenant).at(at.minus(CONTACT))));
    }

    @Override
    public List<ConnectorMessage> messages(TenantId tenant, long after, int limit) {
        return database.change(link -> {
            Optional<Long> newest = link.one(link.dialect().locking(NUMBERED), args -> args.tenant(tenant),
                    Row::number);
            if (newest.isEmpty()) {
                return List.of();
            }
            List<Marker> markers = new ArrayList<>(link.list(GIVEN,
                    args -> args.tenant(tenant).number(after).small(limit), SqlConnectors::marker));
            if (markers.size() < limit && after <= newest.get()) {
                markers.addAll(number(link, tenant, newest.get(), limit - markers.size()));
            }
            return ConnectorMessages.read(link, database.seals(), tenant, markers);
        });
    }

    /** Gives the oldest markers without a number the next ones. */
    private static List<Marker> number(Link link, TenantId tenant, long newest, int limit) throws SQLException {
        List<Marker> fresh = link.list(FRESH, args -> args.tenant(tenant).small(limit), SqlConnectors::marker);
        if (fresh.isEmpty()) {
            return fresh;
        }
        List<Marker> numbered = new ArrayList<>();
        for (Marker marker : fresh) {
            numbered.add(marker.numbered(newest + numbered.size() + 1));
        }
        Link.Batch updates = link.batch(NUMBER);
        for (Marker marker : numbered.stream().sorted(BY_KEY).toList()) {
            updates.add(args -> args.number(marker.sequence()).tenant(tenant).text(marker.kind().name())
                    .device(marker.device()).id(marker.reference()));
        }
        updates.run();
        link.update(COUNT_ON, args -> args.number(numbered.getLast().sequence()).tenant(tenant));
        return numbered;
    }

    @Override
    public boolean acknowledge(TenantId tenant, long through) {
        Optional<Subscription> subscription = subscription(tenant);
        if (subscription.isEmpty() || through > subscription.get().numbered()) {
            return false;
        }
        // The mark last: should the gateway die in between, what is left comes again.
        while (forget(tenant, through) == PIECE) {
            // The next piece is a transaction of its own.
        }
        database.change(link -> link.update(ACKNOWLEDGE,
                args -> args.number(through).tenant(tenant).number(through).number(through)));
        return true;
    }

    private int forget(TenantId tenant, long through) {
        return database.change(link -> {
            List<Marker> known = link.list(ACKNOWLEDGED, args -> args.tenant(tenant).number(through).small(PIECE),
                    SqlConnectors::marker);
            Link.Batch forget = link.batch(FORGET);
            for (Marker marker : known.stream().sorted(BY_KEY).toList()) {
                forget.add(args -> args.tenant(tenant).text(marker.kind().name()).device(marker.device())
                        .id(marker.reference()).number(marker.sequence()));
            }
            forget.run();
            return known.size();
        });
    }

    @Override
    public boolean wasGiven(TenantId tenant, DeviceId device, CommandId action) {
        Args.Binding named = args -> args.tenant(tenant).device(device).id(action.value());
        return database.read(link -> link.one(PENDING, named, Row::small).isPresent()
                || link.one(FINISHED, named, Row::small).isPresent());
    }

    @Override
    public int waitingResults(TenantId tenant, int most) {
        return database.read(link -> link.one(WAITING, args -> args.tenant(tenant).small(most), Row::small)).orElse(0);
    }

    private static Marker marker(Row row) throws SQLException {
        return new Marker(Names.constant(Kind.class, row.text()), row.device(), row.id(), row.at(),
                row.maybeNumber().orElse(0L));
    }
}
