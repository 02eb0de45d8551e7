package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.CollectionStore;

/** Members of the Configuration Manager collection: a column of the user, beside the moment of leaving. */
final class SqlCollections implements CollectionStore {
    private static final int MOST_TOLD = 1_000;
    private static final String IN = "SELECT in_collection FROM directory_user WHERE tenant_id = ? AND user_id = ?";
    private static final String JOIN = """
            UPDATE directory_user SET in_collection = ?, left_collection_at = NULL
            WHERE tenant_id = ? AND user_id = ?""";
    private static final String LEAVE = """
            UPDATE directory_user SET in_collection = ?, left_collection_at = ?
            WHERE tenant_id = ? AND user_id = ?""";
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
            // In the order of keys, and users before their devices, as everywhere.
            for (UserId user : sorted(remove)) {
                if (!add.contains(user) && isMember(link, tenant, user).orElse(false)) {
                    link.update(LEAVE, args -> args.flag(false).at(now).tenant(tenant).id(user.value()));
                    left++;
                }
            }
            for (UserId user : sorted(add)) {
                if (!isMember(link, tenant, user).orElse(true)) {
                    link.update(JOIN, args -> args.flag(true).tenant(tenant).id(user.value()));
                    due.addAll(link.list(link.dialect().locking(SqlDirectory.LOCK_DEVICES),
                            args -> args.tenant(tenant).id(user.value()), Row::device));
                    joined++;
                }
            }
            if (!due.isEmpty()) {
                due.sort(DeviceWrite.BY_DEVICE);
                Epochs.raiseFor(link, tenant, due);
            }
            return new Change(joined, left, due.stream().limit(MOST_TOLD).toList());
        });
    }

    /** Empty if there is no such user. */
    private static Optional<Boolean> isMember(Link link, TenantId tenant, UserId user) throws SQLException {
        return link.one(link.dialect().locking(IN), args -> args.tenant(tenant).id(user.value()), Row::flag);
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
