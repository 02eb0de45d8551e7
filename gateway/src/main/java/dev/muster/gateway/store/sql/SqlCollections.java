package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.CollectionStore;

/** Members of the Configuration Manager collection: a column of the user, beside the moment of leaving. */
final class SqlCollections implements CollectionStore {
    private static final int MOST_TOLD = 1_000;
    static final String MEMBERS = """
            SELECT user_id FROM directory_user
            WHERE tenant_id = ? AND user_id > ? AND in_collection ORDER BY user_id LIMIT ?""";

    private final Database database;

    SqlCollections(Database database) {
        this.database = database;
    }

    @Override
    public Change change(TenantId tenant, Set<UserId> add, Set<UserId> remove, Instant now) {
        return database.change(link -> {
            int joined = 0;
            int left = 0;
            List<DeviceId> due = new ArrayList<>();
            if (GroupMembers.lock(link, tenant)) {
                for (UserId user : sorted(remove)) {
                    left += !add.contains(user) && member(link, tenant, user, false, now) ? 1 : 0;
                }
                for (UserId user : sorted(add)) {
                    if (member(link, tenant, user, true, now)) {
                        joined++;
                        int room = MOST_TOLD - due.size();
                        due.addAll(link.list(SqlDirectory.DEVICES,
                                args -> args.tenant(tenant).id(user.value()).small(room), Row::device));
                    }
                }
            }
            return new Change(joined, left, due);
        });
    }

    /** Whether that changed anything; a user whom the tenant does not have is none. */
    private static boolean member(Link link, TenantId tenant, UserId user, boolean member, Instant now)
            throws SQLException {
        return Audiences.derive(link, tenant, user.value(), (_, before) -> before.member(member, now), now)
                .map(Audiences.Derived::entitlementChanged).orElse(false);
    }

    private static List<UserId> sorted(Set<UserId> users) {
        return users.stream().map(user -> new DeviceId(user.value())).sorted(DeviceWrite.BY_DEVICE)
                .map(id -> new UserId(id.value())).toList();
    }

    @Override
    public List<UserId> members(TenantId tenant, UserId after, int limit) {
        return database.read(link -> link.list(MEMBERS, args -> args.tenant(tenant).id(after.value()).small(limit),
                row -> new UserId(row.id())));
    }
}
