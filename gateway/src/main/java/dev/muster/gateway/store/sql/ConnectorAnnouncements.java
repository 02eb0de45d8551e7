package dev.muster.gateway.store.sql;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import dev.muster.gateway.model.ConnectorMessage.Kind;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.TenantId;

/** What begins and ends with a subscription, in pieces, so that a tenant of a million devices keeps nobody waiting. */
final class ConnectorAnnouncements {
    private static final int PIECE = 1_000;
    static final String DEVICES = """
            SELECT device_id FROM device WHERE tenant_id = ? AND device_id > ? ORDER BY device_id LIMIT ?""";
    private static final String MARK = """
            INSERT INTO connector_outbox (tenant_id, kind, device_id, reference, marked_at, ordinal,
                sequence)
            VALUES (?, ?, ?, ?, ?, 0, NULL)
            ON CONFLICT (tenant_id, kind, device_id, reference) DO NOTHING""";
    private static final String FORGET_NUMBERS = """
            UPDATE connector_outbox SET sequence = NULL
            WHERE tenant_id = ? AND kind = ? AND device_id > ? AND device_id <= ? AND sequence IS NOT NULL""";

    private ConnectorAnnouncements() {}

    /** Every device of the tenant is told to a new connector. */
    static void announce(Database database, TenantId tenant, Instant now) {
        UUID after = Pages.BEFORE_ALL;
        List<DeviceId> page;
        do {
            UUID from = after;
            page = database.change(link -> {
                List<DeviceId> devices = link.list(DEVICES, args -> args.tenant(tenant).id(from).small(PIECE),
                        Row::device);
                for (Kind kind : List.of(Kind.STATUS, Kind.INVENTORY)) {
                    Link.Batch marks = link.batch(MARK);
                    for (DeviceId device : devices) {
                        marks.add(args -> args.tenant(tenant).text(kind.name()).device(device).id(Outbox.NOTHING)
                                .at(now));
                    }
                    marks.run();
                }
                return devices;
            });
            after = page.isEmpty() ? after : page.getLast().value();
        } while (page.size() == PIECE);
    }

    /** The next connector counts from 1, and gets all that waited for this one. */
    static void forgetNumbers(Database database, TenantId tenant) {
        UUID after = Pages.BEFORE_ALL;
        List<DeviceId> page;
        do {
            UUID from = after;
            page = database.change(link -> {
                List<DeviceId> devices = link.list(DEVICES, args -> args.tenant(tenant).id(from).small(PIECE),
                        Row::device);
                if (!devices.isEmpty()) {
                    for (Kind kind : Kind.values()) {
                        link.update(FORGET_NUMBERS, args -> args.tenant(tenant).text(kind.name()).id(from)
                                .id(devices.getLast().value()));
                    }
                }
                return devices;
            });
            after = page.isEmpty() ? after : page.getLast().value();
        } while (page.size() == PIECE);
    }
}
