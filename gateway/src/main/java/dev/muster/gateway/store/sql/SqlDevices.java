package dev.muster.gateway.store.sql;

import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.FinishedCommand;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.DeviceStore;

/** Devices, for administrators and wake-ups. */
final class SqlDevices implements DeviceStore {
    private static final int MOST_PENDING = 100;

    private static final String SEEN = "SELECT " + Rows.DEVICE + """
            , l.seen_at
            FROM device d
            LEFT JOIN last_seen l ON l.tenant_id = d.tenant_id AND l.device_id = d.device_id
            """;
    private static final String GET = SEEN + "WHERE d.tenant_id = ? AND d.device_id = ?";
    static final String PAGE = SEEN
            + "WHERE d.tenant_id = ? AND d.device_id > ? ORDER BY d.device_id LIMIT ?";
    private static final String ENROLMENT = "SELECT enrolment FROM device WHERE tenant_id = ? AND device_id = ?";
    private static final String QUEUE_END = """
            SELECT count(*), coalesce(max(place), 0) FROM pending_command WHERE tenant_id = ? AND device_id = ?""";
    private static final String QUEUE = """
            INSERT INTO pending_command (tenant_id, device_id, command_id, place, enrolment, attempt, queued_at, state,
                authority, kind, parameters)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (tenant_id, device_id, command_id) DO NOTHING""";
    private static final String PENDING = "SELECT p.place, " + Rows.PENDING
            + " FROM pending_command p WHERE p.tenant_id = ? AND p.device_id = ?";
    static final String FINISHED = "SELECT " + Rows.FINISHED + """

            FROM finished_command WHERE tenant_id = ? AND device_id = ?
            ORDER BY finished_at DESC, command_id DESC LIMIT ?""";
    private static final String USERLESS = """
            SELECT device_id FROM device WHERE tenant_id = ? AND device_id = ? AND user_id IS NULL""";
    private static final String PLACE = """
            UPDATE device SET placed_under = ?, placed_at = ? WHERE tenant_id = ? AND device_id = ?""";
    static final String PUSH = """
            SELECT a.sealed, a.topic, a.received_at
            FROM push_address a
            JOIN device d ON d.tenant_id = a.tenant_id AND d.device_id = a.device_id AND d.state = 'ENROLLED'
            LEFT JOIN last_seen l ON l.tenant_id = a.tenant_id AND l.device_id = a.device_id
            WHERE a.tenant_id = ? AND a.device_id = ? AND (a.dead_at IS NULL OR a.dead_at < l.seen_at)""";
    static final String DEAD = """
            SELECT a.device_id, d.platform, a.dead_at
            FROM push_address a
            JOIN device d ON d.tenant_id = a.tenant_id AND d.device_id = a.device_id
            LEFT JOIN last_seen l ON l.tenant_id = a.tenant_id AND l.device_id = a.device_id
            WHERE a.tenant_id = ? AND a.device_id > ? AND a.dead_at IS NOT NULL AND d.state = 'ENROLLED'
                AND a.dead_at >= coalesce(l.seen_at, 0)
            ORDER BY a.device_id LIMIT ?""";
    private static final String PUSH_ROW = """
            SELECT sealed, topic, received_at FROM push_address WHERE tenant_id = ? AND device_id = ?""";
    private static final String BURY = """
            UPDATE push_address SET dead_at = ? WHERE tenant_id = ? AND device_id = ?""";

    private record End(long size, long last) {}

    private record Queued(long place, PendingCommand command) {}

    private final Database database;

    SqlDevices(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Device.Seen> device(TenantId tenant, DeviceId id) {
        return database
                .read(link -> link.one(GET, args -> args.tenant(tenant).device(id), SqlDevices::seen))
                .map(this::seenSince);
    }

    @Override
    public List<Device.Seen> page(TenantId tenant, Optional<DeviceId> after, int limit) {
        return database.read(link -> link.list(PAGE,
                args -> args.tenant(tenant).id(after.map(DeviceId::value).orElse(Pages.BEFORE_ALL)).small(limit),
                SqlDevices::seen)).stream().map(this::seenSince).toList();
    }

    /** With the moment that waits in memory to be written: an administrator sees a device's first contact at once. */
    private Device.Seen seenSince(Device.Seen written) {
        Optional<Instant> noted = database.touched(written.device().tenant(), written.device().id());
        return noted.isPresent() && written.lastSeen().filter(at -> !at.isBefore(noted.get())).isEmpty()
                ? new Device.Seen(written.device(), noted)
                : written;
    }

    private static Device.Seen seen(Row row) throws SQLException {
        return new Device.Seen(Rows.device(row), row.maybeAt());
    }

    @Override
    public boolean queue(TenantId tenant, DeviceId id, PendingCommand command) {
        Args.Binding device = args -> args.tenant(tenant).device(id);
        String parameters = database.seals().parameters(tenant, id, command.id(), command.action().parameters());
        return database.change(link -> {
            // The lock keeps two administrators from taking the same place, and an enrolment from completing between.
            Optional<Integer> enrolment = link.one(link.dialect().locking(ENROLMENT), device, Row::small);
            if (enrolment.isEmpty() || enrolment.get() != command.enrolment()) {
                return false;
            }
            End end = link.one(QUEUE_END, device, row -> new End(row.number(), row.number())).orElse(new End(0, 0));
            return end.size() < MOST_PENDING && link.update(QUEUE, args -> args.tenant(tenant).device(id)
                    .id(command.id().value()).number(end.last() + 1).small(command.enrolment())
                    .small(command.attempt()).at(command.queuedAt()).text(command.state().name())
                    .text(command.authority().wireName()).text(command.action().kind().wireName())
                    .text(parameters)) == 1;
        });
    }

    @Override
    public List<PendingCommand> pending(TenantId tenant, DeviceId id) {
        return database
                .read(link -> link.list(PENDING, args -> args.tenant(tenant).device(id),
                        row -> new Queued(row.number(), Rows.pending(row, database.seals(), tenant, id))))
                .stream().sorted(Comparator.comparingLong(Queued::place)).map(Queued::command).toList();
    }

    @Override
    public List<FinishedCommand> finished(TenantId tenant, DeviceId id, int limit) {
        return database.read(link -> link.list(FINISHED, args -> args.tenant(tenant).device(id).small(limit),
                row -> Rows.finished(row, database.seals(), tenant, id)));
    }

    @Override
    public boolean place(TenantId tenant, DeviceId id, ManagementAuthority authority) {
        Instant now = database.clock().instant();
        return database.change(link -> {
            List<DeviceId> found = link.list(link.dialect().locking(USERLESS),
                    args -> args.tenant(tenant).device(id), Row::device);
            if (found.isEmpty()) {
                return false;
            }
            link.update(PLACE, args -> args.text(authority.wireName()).at(now).tenant(tenant).device(id));
            Epochs.raiseFor(link, tenant, found);
            return true;
        });
    }

    @Override
    public Optional<PushAddress> pushAddress(TenantId tenant, DeviceId id) {
        return database.read(link -> link.one(PUSH, args -> args.tenant(tenant).device(id),
                row -> database.seals().push(tenant, id, row.bytes(), row.text(), row.at())));
    }

    @Override
    public boolean tokenGone(TenantId tenant, DeviceId id, PushAddress address, Instant since) {
        Instant now = database.clock().instant();
        return database.change(link -> {
            Optional<PushAddress> current = link.one(link.dialect().locking(PUSH_ROW),
                    args -> args.tenant(tenant).device(id),
                    row -> database.seals().push(tenant, id, row.bytes(), row.text(), row.at()));
            boolean gone = current.isPresent() && current.get().receivedAt().isBefore(since)
                    && MessageDigest.isEqual(current.get().token(), address.token());
            if (gone) {
                link.update(BURY, args -> args.at(now).tenant(tenant).device(id));
            }
            return gone;
        });
    }

    @Override
    public List<Due> due(TenantId tenant, long epoch, Span span, int limit) {
        return database
                .read(link -> link.snapshot(moment -> DueDevices.page(moment, database, tenant, epoch, span, limit)));
    }

    @Override
    public List<DeadToken> deadTokens(TenantId tenant, Optional<DeviceId> after, int limit) {
        return database.read(link -> link.list(DEAD,
                args -> args.tenant(tenant).id(after.map(DeviceId::value).orElse(Pages.BEFORE_ALL)).small(limit),
                row -> new DeadToken(row.device(), Names.platform(row.text()), row.at())));
    }
}
