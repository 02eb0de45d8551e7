package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import dev.muster.gateway.model.ConnectorMessage.Kind;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.FinishedCommand;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.CheckInWrite;

/**
 * Markers of what a Configuration Manager site is to be told (R22), written in the transaction of the check-in they tell of and
 * keyed by device, so that a batch takes no lock that another device's batch wants. A marker that changes loses its number: it
 * gets a new one, so that the acknowledgement of what was fetched before does not swallow what came since.
 */
final class Outbox {
    /** Markers of state and inventory have no further name. */
    static final UUID NOTHING = new UUID(0, 0);

    private static final String MARK = """
            INSERT INTO connector_outbox (tenant_id, kind, device_id, reference, marked_at, ordinal,
                sequence)
            VALUES (?, ?, ?, ?, ?, ?, NULL)
            ON CONFLICT (tenant_id, kind, device_id, reference) DO UPDATE SET marked_at = excluded.marked_at,
                ordinal = excluded.ordinal, sequence = NULL""";
    private static final String MARK_QUEUE = """
            INSERT INTO connector_outbox (tenant_id, kind, device_id, reference, marked_at, ordinal,
                sequence)
            SELECT tenant_id, 'RESULT', device_id, command_id, CAST(? AS bigint), 1, NULL
            FROM pending_command WHERE tenant_id = ? AND device_id = ? AND authority = ?
            ON CONFLICT (tenant_id, kind, device_id, reference) DO NOTHING""";

    private Outbox() {}

    /** Marks what these writes, in the order of keys, are to be told of. */
    static void mark(Link link, List<DeviceWrite> writes) throws SQLException {
        for (Kind kind : Kind.values()) {
            Link.Batch marks = link.batch(MARK);
            for (DeviceWrite device : writes) {
                CheckInWrite write = device.write();
                if (!write.told().contains(kind)) {
                    continue;
                }
                switch (kind) {
                    case STATUS, INVENTORY -> marks.add(args -> bind(args, write.after().tenant(), kind,
                            write.after().id(), NOTHING, write.at(), 0));
                    case RESULT -> results(marks, write);
                }
            }
            marks.run();
        }
    }

    private static void results(Link.Batch marks, CheckInWrite write) throws SQLException {
        for (int i = 0; i < write.finished().size(); i++) {
            FinishedCommand finished = write.finished().get(i);
            int ordinal = i + 1;
            if (finished.command().authority() == ManagementAuthority.CONFIGURATION_MANAGER) {
                marks.add(args -> bind(args, write.after().tenant(), Kind.RESULT, write.after().id(),
                        finished.command().id().value(), finished.finishedAt(), ordinal));
            }
        }
    }

    private static void bind(Args args, TenantId tenant, Kind kind, DeviceId device, UUID reference, Instant at,
            int ordinal) throws SQLException {
        args.tenant(tenant).text(kind.name()).device(device).id(reference).at(at).small(ordinal);
    }

    /** A device's row was replaced by that of the same hardware, and its queue with it; call before the queue is emptied. */
    static void markReplaced(Link link, CheckInWrite by, DeviceId replaced) throws SQLException {
        if (by.told().isEmpty()) {
            return;
        }
        link.update(MARK, args -> bind(args, by.after().tenant(), Kind.STATUS, replaced, NOTHING, by.at(), 0));
        link.update(MARK_QUEUE, args -> args.at(by.at()).tenant(by.after().tenant()).device(replaced)
                .text(ManagementAuthority.CONFIGURATION_MANAGER.wireName()));
    }
}
