package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.DeviceStore.Due;

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
    static final String PAGE = "SELECT a.sealed, a.topic, a.received_at, u.user_id, " + Rows.ENTITLEMENT + ", "
            + Rows.DEVICE + """

                    FROM device d
                    JOIN push_address a ON a.tenant_id = d.tenant_id AND a.device_id = d.device_id
                    LEFT JOIN last_seen l ON l.tenant_id = d.tenant_id AND l.device_id = d.device_id
                    LEFT JOIN directory_user u ON u.tenant_id = d.tenant_id AND u.user_id = d.user_id
                    WHERE d.tenant_id = ? AND d.state = 'ENROLLED' AND d.epoch = ? AND d.device_id > ?
                        AND (a.dead_at IS NULL OR a.dead_at < l.seen_at)
                    ORDER BY d.device_id LIMIT ?""";

    @SuppressWarnings("ArrayRecordComponent") // opaque sealed bytes on their way, never compared
    private record Found(Device device, Optional<Entitlement> user, byte[] sealed, String topic, Instant receivedAt) {}

    private DueDevices() {}

    static List<Due> page(Link link, Database database, TenantId tenant, long epoch, Optional<DeviceId> after,
            int limit) throws SQLException {
        long below = Math.min(epoch, Epochs.wide(link, tenant).orElse(0L));
        UUID from = after.map(DeviceId::value).orElse(Pages.BEFORE_ALL);
        List<Found> found = new ArrayList<>();
        for (long waiting : link.list(EPOCHS, args -> args.tenant(tenant).number(below).tenant(tenant).number(below)
                .small(MOST_EPOCHS), Row::number)) {
            found.addAll(link.list(PAGE, args -> args.tenant(tenant).number(waiting).id(from).small(limit),
                    DueDevices::found));
        }
        found.sort(Comparator.comparing(one -> one.device().id(), DeviceWrite.BY_DEVICE));
        List<Due> due = new ArrayList<>();
        for (Found one : found.subList(0, Math.min(limit, found.size()))) {
            due(database, tenant, one).ifPresent(due::add);
        }
        return due;
    }

    private static Found found(Row row) throws SQLException {
        byte[] sealed = row.bytes();
        String topic = row.text();
        Instant receivedAt = row.at();
        Optional<Entitlement> user = Optional.empty();
        if (row.maybeUser().isPresent()) {
            user = Optional.of(Rows.entitlement(row));
        } else {
            row.skip(4);
        }
        return new Found(Rows.device(row), user, sealed, topic, receivedAt);
    }

    /** An address that does not open, say after a restore with another key, is that device's trouble, not the wave's. */
    private static Optional<Due> due(Database database, TenantId tenant, Found one) {
        try {
            return Optional.of(new Due(one.device(), one.user(), database.seals().push(tenant, one.device().id(),
                    one.sealed(), one.topic(), one.receivedAt())));
        } catch (IllegalStateException unreadable) {
            database.events().tolerated("store.unreadable-push-address");
            return Optional.empty();
        }
    }
}
