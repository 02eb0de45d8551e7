package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.AutomatedDeviceStore;

/** Hardware that enrols by itself, for administrators and for enrolment. */
final class SqlAutomatedDevices implements AutomatedDeviceStore {
    private static final String COLUMNS = "SELECT tenant_id, serial, platform, user_id, device_id, added_at";
    private static final String PUT = """
            INSERT INTO automated_device (tenant_id, serial, platform, user_id, device_id, added_at)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (tenant_id, serial) DO UPDATE SET platform = excluded.platform, user_id = excluded.user_id""";
    private static final String REMOVE = "DELETE FROM automated_device WHERE tenant_id = ? AND serial = ?";
    private static final String FIND = COLUMNS + " FROM automated_device WHERE tenant_id = ? AND serial = ?";
    private static final String PAGE = COLUMNS
            + " FROM automated_device WHERE tenant_id = ? AND serial > ? ORDER BY serial LIMIT ?";

    private final Database database;

    SqlAutomatedDevices(Database database) {
        this.database = database;
    }

    @Override
    public Entry put(Entry entry) {
        return database.change(link -> {
            link.update(PUT, args -> args.tenant(entry.tenant()).text(entry.serial())
                    .text(entry.platform().wireName()).user(entry.user()).device(entry.device()).at(entry.addedAt()));
            return link.one(FIND, args -> args.tenant(entry.tenant()).text(entry.serial()), SqlAutomatedDevices::entry)
                    .orElse(entry);
        });
    }

    @Override
    public boolean remove(TenantId tenant, String serial) {
        return database.change(link -> link.update(REMOVE, args -> args.tenant(tenant).text(serial)) == 1);
    }

    @Override
    public Optional<Entry> find(TenantId tenant, String serial) {
        return database
                .read(link -> link.one(FIND, args -> args.tenant(tenant).text(serial), SqlAutomatedDevices::entry));
    }

    @Override
    public List<Entry> page(TenantId tenant, String after, int limit) {
        return database.read(link -> link.list(PAGE, args -> args.tenant(tenant).text(after).small(limit),
                SqlAutomatedDevices::entry));
    }

    private static Entry entry(Row row) throws SQLException {
        return new Entry(new TenantId(row.text()), row.text(), Names.platform(row.text()), row.maybeUser(),
                row.device(), row.at());
    }
}
