package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.DeviceStore.Due;
import dev.muster.gateway.store.DeviceStore.Reach;
import dev.muster.gateway.store.DeviceStore.Span;

/**
 * A page of devices that should hear of a change (see {@link Epochs}). The index is by epoch and then by id. Devices below
 * the tenant's wide epoch stand at few distinct epochs, one or two per change that some of them have not met yet, so each
 * of those is a keyset page of the index and the pages are merged: what has converged is never looked at, neither at the
 * start of a wave nor at its end.
 */
final class DueDevices {
    /** More than this many changes, some device or other having met each of them and none since: the oldest come first. */
    private static final int MOST_EPOCHS = 64;

    static final String EPOCHS = """
            WITH RECURSIVE waiting (epoch) AS (
                SELECT min(d.epoch) FROM device d WHERE d.tenant_id = ? AND d.state = 'ENROLLED' AND d.epoch < ?
                UNION ALL
                SELECT (SELECT min(d.epoch) FROM device d
                        WHERE d.tenant_id = ? AND d.state = 'ENROLLED' AND d.epoch > waiting.epoch AND d.epoch < ?)
                FROM waiting WHERE waiting.epoch IS NOT NULL)
            SELECT epoch FROM waiting WHERE epoch IS NOT NULL LIMIT ?""";
    /** How many of the devices after an id, of one epoch, in a piece that is read quickly. */
    static final String PIECE = """
            SELECT device_id FROM device WHERE tenant_id = ? AND state = 'ENROLLED' AND epoch = ? AND device_id > ?
            ORDER BY device_id LIMIT ?""";
    static final String ANY = """
            SELECT d.epoch FROM device d WHERE d.tenant_id = ? AND d.state = 'ENROLLED' AND d.epoch < ?
            ORDER BY d.epoch LIMIT 1""";
    /** Columns of a push address {@code a} and whether it is dead; {@link #address} reads them. */
    static final String REACH = "a.sealed, a.topic, a.received_at, CASE WHEN a.dead_at >= coalesce(l.seen_at, 0)"
            + " THEN 1 ELSE 0 END";
    static final String FROM = """

                    FROM device d
                    LEFT JOIN push_address a ON a.tenant_id = d.tenant_id AND a.device_id = d.device_id
                    LEFT JOIN last_seen l ON l.tenant_id = d.tenant_id AND l.device_id = d.device_id
                    LEFT JOIN directory_user u ON u.tenant_id = d.tenant_id AND u.user_id = d.user_id
            """;
    static final String PAGE = "SELECT " + REACH + ", u.user_id, " + Rows.ENTITLEMENT + ", " + Rows.DEVICE + FROM + """
            WHERE d.tenant_id = ? AND d.state = 'ENROLLED' AND d.epoch = ? AND d.device_id > ?
                AND d.device_id <= ?
            ORDER BY d.device_id LIMIT ?""";

    @SuppressWarnings("ArrayRecordComponent") // opaque sealed bytes on their way, never compared
    record Sealed(byte[] bytes, String topic, Instant receivedAt) {}

    /** Where a device said it is woken, still sealed. */
    record Address(Optional<Sealed> sealed, boolean dead) {}

    /** A device and its user's entitlement. */
    record Owned(Optional<Entitlement> user, Device device) {}

    private record Found(Address address, Owned owned) {}

    private DueDevices() {}

    static List<Due> page(Link link, Database database, TenantId tenant, long epoch, Span span, int limit)
            throws SQLException {
        List<Found> found = new ArrayList<>();
        for (long waiting : epochs(link, tenant, epoch)) {
            found.addAll(link.list(PAGE, args -> args.tenant(tenant).number(waiting).id(span.after()).id(span.upTo())
                    .small(limit), row -> new Found(address(row), owned(row))));
        }
        found.sort(Comparator.comparing(one -> one.owned().device().id(), DeviceWrite.BY_DEVICE));
        List<Due> due = new ArrayList<>();
        for (Found one : found.subList(0, Math.min(limit, found.size()))) {
            due.add(new Due(one.owned().device(), one.owned().user(),
                    reach(database, one.owned().device(), one.address())));
        }
        return due;
    }

    static List<Long> epochs(Link link, TenantId tenant, long epoch) throws SQLException {
        long below = Math.min(epoch, Epochs.wide(link, tenant).orElse(0L));
        return link.list(EPOCHS, args -> args.tenant(tenant).number(below).tenant(tenant).number(below)
                .small(MOST_EPOCHS), Row::number);
    }

    /** Ids of at most {@code limit} devices at this epoch behind an id, for counting. */
    static List<UUID> piece(Link link, TenantId tenant, long epoch, UUID after, int limit) throws SQLException {
        return link.list(PIECE, args -> args.tenant(tenant).number(epoch).id(after).small(limit), Row::id);
    }

    static boolean any(Link link, TenantId tenant) throws SQLException {
        long below = Epochs.wide(link, tenant).orElse(0L);
        return link.one(ANY, args -> args.tenant(tenant).number(below), Row::number).isPresent();
    }

    static Address address(Row row) throws SQLException {
        Optional<Sealed> address = Optional.empty();
        if (row.hasNext()) {
            address = Optional.of(new Sealed(row.bytes(), row.text(), row.at()));
        } else {
            row.skip(3);
        }
        return new Address(address, row.small() == 1);
    }

    static Owned owned(Row row) throws SQLException {
        Optional<Entitlement> user = Optional.empty();
        if (row.maybeUser().isPresent()) {
            user = Optional.of(Rows.entitlement(row));
        } else {
            row.skip(Rows.ENTITLEMENT_COLUMNS);
        }
        return new Owned(user, Rows.device(row));
    }

    /** An address that does not open, say after a restore with another key, is that device's trouble, not the wave's. */
    static Reach reach(Database database, Device device, Address address) {
        if (address.sealed().isEmpty()) {
            return new Reach.Nowhere();
        }
        if (address.dead()) {
            return new Reach.Dead();
        }
        try {
            Sealed sealed = address.sealed().get();
            return new Reach.At(database.seals().push(device.tenant(), device.id(), sealed.bytes(), sealed.topic(),
                    sealed.receivedAt()));
        } catch (IllegalStateException unreadable) {
            database.events().tolerated("store.unreadable-push-address");
            return new Reach.Nowhere();
        }
    }
}
