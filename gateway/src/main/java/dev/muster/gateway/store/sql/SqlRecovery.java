package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.CommandId;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.RecoveryStore;

/** What comes after a restore, for check-ins of devices nobody knows and for administrators. */
final class SqlRecovery implements RecoveryStore {
    private static final String RESTORED = "store.restored";
    static final String UNKNOWN = """
            SELECT device_id, apple, first_seen_at, seen_at FROM unknown_device
            WHERE tenant_id = ? AND device_id > ? ORDER BY device_id LIMIT ?""";
    static final String HELD = """
            SELECT device_id, command_id, kind, queued_at FROM pending_command
            WHERE tenant_id = ? AND (device_id, command_id) > (?, ?) AND state = 'HELD'
            ORDER BY device_id, command_id LIMIT ?""";
    private static final String RELEASE = """
            UPDATE pending_command SET state = 'QUEUED'
            WHERE tenant_id = ? AND device_id = ? AND command_id = ? AND state = 'HELD'""";
    private static final String CANCEL = """
            INSERT INTO finished_command (tenant_id, device_id, finished_at, command_id, enrolment, attempt, queued_at,
                state, authority, kind, outcome, parameters, detail, result)
            SELECT tenant_id, device_id, ?, command_id, enrolment, attempt, queued_at, state, authority, kind,
                'CANCELLED', '', 'not repeated after a restore', ?
            FROM pending_command WHERE tenant_id = ? AND device_id = ? AND command_id = ? AND state = 'HELD'""";
    private static final String UNQUEUE = """
            DELETE FROM pending_command WHERE tenant_id = ? AND device_id = ? AND command_id = ? AND state = 'HELD'""";

    private final Database database;
    private final SqlMeta meta;

    SqlRecovery(Database database, SqlMeta meta) {
        this.database = database;
        this.meta = meta;
    }

    @Override
    public Optional<Restored> restored() {
        return meta.get(RESTORED).map(text -> {
            String[] millis = text.split(" ", -1);
            return new Restored(Instant.ofEpochMilli(Long.parseLong(millis[0])),
                    Instant.ofEpochMilli(Long.parseLong(millis[1])));
        });
    }

    @Override
    public Marked markRestored(Instant now) {
        RestoreMarks marks = new RestoreMarks(database, now);
        Marked marked = marks.put();
        // Last: whoever is interrupted before begins again, and what was done once is done again without harm.
        meta.put(RESTORED, now.toEpochMilli() + " " + marks.newestCertificate().toEpochMilli());
        return marked;
    }

    @Override
    public boolean readmit(Caller caller, boolean apple, Instant now) {
        return new Readmissions(database).readmit(caller, apple, restored(), now);
    }

    @Override
    public List<UnknownDevice> unknown(TenantId tenant, Optional<DeviceId> after, int limit) {
        return database.read(link -> link.list(UNKNOWN,
                args -> args.tenant(tenant).id(after.map(DeviceId::value).orElse(Pages.BEFORE_ALL)).small(limit),
                row -> new UnknownDevice(row.device(), row.flag(), row.at(), row.at())));
    }

    @Override
    public boolean adopt(TenantId tenant, DeviceId device, Platform platform, Optional<UserId> user,
            Optional<ManagementAuthority> placedUnder, Instant now) {
        return new Readmissions(database).adopt(tenant, device, platform, user, placedUnder, now);
    }

    @Override
    public List<HeldAction> held(TenantId tenant, Optional<HeldAfter> after, int limit) {
        return database.read(link -> link.list(HELD,
                args -> args.tenant(tenant).id(after.map(from -> from.device().value()).orElse(Pages.BEFORE_ALL))
                        .id(after.map(from -> from.id().value()).orElse(Pages.BEFORE_ALL)).small(limit),
                row -> new HeldAction(row.device(), new CommandId(row.id()), row.text(), row.at())));
    }

    @Override
    public boolean release(TenantId tenant, DeviceId device, CommandId action) {
        return database.change(link -> link.update(RELEASE, named(tenant, device, action)) == 1);
    }

    @Override
    public boolean cancel(TenantId tenant, DeviceId device, CommandId action, Instant now) {
        return database.change(link -> cancel(link, tenant, device, action, now));
    }

    private static boolean cancel(Link link, TenantId tenant, DeviceId device, CommandId action, Instant now)
            throws SQLException {
        boolean found = link.update(CANCEL, args -> args.at(now).bytes(new byte[0]).tenant(tenant).device(device)
                .id(action.value())) == 1;
        link.update(UNQUEUE, named(tenant, device, action));
        return found;
    }

    private static Args.Binding named(TenantId tenant, DeviceId device, CommandId action) {
        return args -> args.tenant(tenant).device(device).id(action.value());
    }
}
