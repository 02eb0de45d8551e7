package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.DirectoryStore;
import dev.muster.gateway.store.Entitling;

/** Users and their licences, for administrators. The entitlement is kept beside them because every check-in reads it. */
final class SqlDirectory implements DirectoryStore {
    private static final String COLUMNS = "SELECT u.user_id, u.principal_name, u.licences, " + Rows.ENTITLEMENT
            + " FROM directory_user u ";
    private static final String CREATE = """
            INSERT INTO directory_user (tenant_id, user_id, principal_name, principal_key, intune, office365, co_managed,
                in_collection, licences)
            SELECT t.tenant_id, ?, ?, ?, ?, ?, ?, ?, ? FROM tenant t WHERE t.tenant_id = ?
            ON CONFLICT DO NOTHING""";
    private static final String GET = COLUMNS + "WHERE u.tenant_id = ? AND u.user_id = ?";
    static final String NAMED = COLUMNS + "WHERE u.tenant_id = ? AND u.principal_key = ?";
    private static final String PAGE = COLUMNS
            + "WHERE u.tenant_id = ? AND u.user_id > ? ORDER BY u.user_id LIMIT ?";
    private static final String ENTITLED = "SELECT u.entitled_at"
            + " FROM directory_user u WHERE u.tenant_id = ? AND u.user_id = ?";
    private static final String LICENSE = "UPDATE directory_user SET licences = ? WHERE tenant_id = ? AND user_id = ?";
    static final String DEVICES = """
            SELECT device_id FROM device
            WHERE tenant_id = ? AND user_id = ? AND state <> 'REPLACED' AND state <> 'UNENROLLED'
            ORDER BY device_id LIMIT ?""";
    static final String LOCK_DEVICES = """
            SELECT device_id FROM device
            WHERE tenant_id = ? AND user_id = ? AND state <> 'REPLACED' AND state <> 'UNENROLLED' ORDER BY device_id""";

    private final Database database;

    SqlDirectory(Database database) {
        this.database = database;
    }

    @Override
    public boolean create(TenantId tenant, UserId id, String principalName) {
        return database.change(link -> link.update(CREATE, args -> args.id(id.value()).text(principalName)
                .text(key(principalName)).flag(false).flag(false).flag(false).flag(false)
                .text("[]").tenant(tenant)) == 1);
    }

    @Override
    public Optional<User> user(TenantId tenant, UserId id) {
        return database
                .read(link -> link.one(GET, args -> args.tenant(tenant).id(id.value()), SqlDirectory::user));
    }

    @Override
    public Optional<User> named(TenantId tenant, String principalName) {
        return database.read(link -> link.one(NAMED, args -> args.tenant(tenant).text(key(principalName)),
                SqlDirectory::user));
    }

    private static String key(String principalName) {
        return principalName.toLowerCase(Locale.ROOT);
    }

    @Override
    public List<User> page(TenantId tenant, Optional<UserId> after, int limit) {
        return database.read(link -> link.list(PAGE,
                args -> args.tenant(tenant).id(after.map(UserId::value).orElse(Pages.BEFORE_ALL)).small(limit),
                SqlDirectory::user));
    }

    private static User user(Row row) throws SQLException {
        UserId id = new UserId(row.id());
        String name = row.text();
        List<Licence> licences = Licences.read(row.text());
        return new User(id, name, licences, Rows.entitlement(row));
    }

    @Override
    public Optional<Boolean> setLicences(TenantId tenant, UserId id, List<Licence> licences, Entitling entitling,
            Instant now) {
        return database.change(link -> {
            if (!GroupMembers.lock(link, tenant)) {
                return Optional.empty();
            }
            link.update(LICENSE, args -> args.text(Licences.write(licences)).tenant(tenant).id(id.value()));
            return Audiences.derive(link, tenant, id.value(), entitling, now)
                    .map(Audiences.Derived::entitlementChanged);
        });
    }

    @Override
    public Optional<Boolean> setStanding(TenantId tenant, UserId id, boolean coManaged, boolean inCollection,
            Instant now) {
        return database.change(link -> {
            if (!GroupMembers.lock(link, tenant)) {
                return Optional.empty();
            }
            Entitling standing = (_, before) -> new Entitlement(before.intune(), before.office365(), coManaged,
                    before.inCollection(), before.leftCollection()).member(inCollection, now);
            return Audiences.derive(link, tenant, id.value(), standing, now).map(Audiences.Derived::entitlementChanged);
        });
    }

    @Override
    public Optional<Instant> entitledAt(TenantId tenant, UserId id) {
        return database.read(link -> link.one(ENTITLED, args -> args.tenant(tenant).id(id.value()), Row::at))
                .filter(at -> at.toEpochMilli() != 0);
    }

    @Override
    public List<DeviceId> devicesOf(TenantId tenant, UserId id, int limit) {
        return database.read(link -> link.list(DEVICES, args -> args.tenant(tenant).id(id.value()).small(limit),
                Row::device));
    }
}
