package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.SubjectStore;

/** Devices with what decides about them, for administrators. A page is one moment. */
final class SqlSubjects implements SubjectStore {
    private static final String COLUMNS = "SELECT " + Rows.DEVICE
            + ", d.placed_at, l.seen_at, a.topic, u.user_id, u.audience, u.entitled_at, " + Rows.ENTITLEMENT + """

                            FROM device d
                            LEFT JOIN last_seen l ON l.tenant_id = d.tenant_id AND l.device_id = d.device_id
                            LEFT JOIN push_address a ON a.tenant_id = d.tenant_id AND a.device_id = d.device_id
                            LEFT JOIN directory_user u ON u.tenant_id = d.tenant_id AND u.user_id = d.user_id
                    """;
    static final String PAGE = COLUMNS
            + "WHERE d.tenant_id = ? AND d.device_id > ? ORDER BY d.device_id LIMIT ?";
    private static final String ONE = COLUMNS + "WHERE d.tenant_id = ? AND d.device_id = ?";
    static final String WAITING = """
            SELECT device_id, kind, state, authority FROM pending_command
            WHERE tenant_id = ? AND device_id >= ? AND device_id <= ?""";

    private record Found(Device device, Optional<Instant> placedAt, Optional<Instant> lastSeen, String topic,
            String audience, Optional<Instant> entitledAt, Optional<Entitlement> entitlement) {}

    private record Queued(UUID device, Waiting waiting) {}

    private final Database database;

    SqlSubjects(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Subject> subject(TenantId tenant, DeviceId id) {
        return database.read(link -> link.snapshot(moment -> complete(moment, tenant, moment.list(ONE,
                args -> args.tenant(tenant).device(id), SqlSubjects::found)))).stream().findFirst();
    }

    @Override
    public List<Subject> page(TenantId tenant, Optional<DeviceId> after, int limit) {
        return database.read(link -> link.snapshot(moment -> complete(moment, tenant, moment.list(PAGE,
                args -> args.tenant(tenant).id(after.map(DeviceId::value).orElse(Pages.BEFORE_ALL)).small(limit),
                SqlSubjects::found))));
    }

    private static Found found(Row row) throws SQLException {
        Device device = Rows.device(row);
        Optional<Instant> placedAt = row.maybeAt().filter(at -> at.toEpochMilli() != 0);
        Optional<Instant> lastSeen = row.maybeAt();
        String topic = row.textOrNull();
        if (row.maybeUser().isEmpty()) {
            return new Found(device, placedAt, lastSeen, topic == null ? "" : topic, Audiences.NONE, Optional.empty(),
                    Optional.empty());
        }
        return new Found(device, placedAt, lastSeen, topic == null ? "" : topic, row.text(),
                row.maybeAt().filter(at -> at.toEpochMilli() != 0), Optional.of(Rows.entitlement(row)));
    }

    private List<Subject> complete(Link link, TenantId tenant, List<Found> page) throws SQLException {
        if (page.isEmpty()) {
            return List.of();
        }
        Map<UUID, List<Waiting>> waiting = new HashMap<>();
        for (Queued queued : link.list(WAITING, args -> args.tenant(tenant).device(page.getFirst().device().id())
                .device(page.getLast().device().id()), SqlSubjects::queued)) {
            waiting.computeIfAbsent(queued.device(), _ -> new ArrayList<>()).add(queued.waiting());
        }
        Map<String, Set<UUID>> audiences = new HashMap<>();
        List<Subject> subjects = new ArrayList<>(page.size());
        for (Found found : page) {
            Set<UUID> audience = audiences.get(found.audience());
            if (audience == null) {
                audience = Audiences.members(link, tenant, found.audience()).orElse(Set.of());
                audiences.put(found.audience(), audience);
            }
            subjects.add(new Subject(found.device(), lastSeen(found), found.entitlement(), audience,
                    found.entitledAt(), found.placedAt(), found.topic(),
                    waiting.getOrDefault(found.device().id().value(), List.of())));
        }
        return subjects;
    }

    /** With the moment that waits in memory to be written, if this node knows it. */
    private Optional<Instant> lastSeen(Found found) {
        Optional<Instant> noted = database.touched(found.device().tenant(), found.device().id());
        return noted.isPresent() && found.lastSeen().filter(at -> !at.isBefore(noted.get())).isEmpty() ? noted
                : found.lastSeen();
    }

    private static Queued queued(Row row) throws SQLException {
        return new Queued(row.id(), new Waiting(Names.action(row.text()),
                Names.constant(PendingCommand.State.class, row.text()), row.authority()));
    }
}
