package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.TenantOptions;
import dev.muster.gateway.store.TenantStore;

/** Tenants, for administrators. */
final class SqlTenants implements TenantStore {
    private static final String CREATE = """
            INSERT INTO tenant (tenant_id, display_name, authority, coexistence_from_intune, hybrid, legacy_reset,
                legacy_algorithms, epoch, wide_epoch, authority_changed_at, created_at, push_topics)
            VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?, '')
            ON CONFLICT (tenant_id) DO NOTHING""";
    private static final String GET = "SELECT " + Rows.TENANT + ", t.epoch FROM tenant t WHERE t.tenant_id = ?";
    private static final String PAGE = "SELECT " + Rows.TENANT
            + ", t.epoch FROM tenant t WHERE t.tenant_id > ? ORDER BY t.tenant_id LIMIT ?";
    private static final String OPTIONS = """
            UPDATE tenant SET coexistence_from_intune = ?, hybrid = ?, legacy_reset = ?, legacy_algorithms = ?
            WHERE tenant_id = ?""";
    private static final String AUTHORITY = """
            UPDATE tenant SET authority = ?, authority_changed_at = ?, epoch = epoch + 1, wide_epoch = epoch + 1
            WHERE tenant_id = ? AND authority = ?""";

    private static final String LEAVE_BEHIND = """
            UPDATE pending_command SET stays_behind = ?
            WHERE tenant_id = ? AND kind = ? AND state IN ('QUEUED', 'NOT_NOW')""";

    private final Database database;

    SqlTenants(Database database) {
        this.database = database;
    }

    @Override
    public boolean create(TenantId id, String displayName, TenantAuthority authority, TenantOptions options,
            Instant now) {
        return database.change(link -> link.update(CREATE, args -> args.tenant(id).text(displayName)
                .text(authority.wireName()).flag(options.coexistenceFromIntune()).flag(options.hybrid())
                .flag(options.legacyReset()).flag(options.legacyAlgorithms()).at(now).at(now)) == 1);
    }

    @Override
    public Optional<Tenant> tenant(TenantId id) {
        return database.read(link -> link.one(GET, args -> args.tenant(id), Rows::tenant));
    }

    @Override
    public List<Tenant> page(Optional<TenantId> after, int limit) {
        return database.read(link -> link.list(PAGE,
                args -> args.text(after.map(TenantId::value).orElse("")).small(limit), Rows::tenant));
    }

    @Override
    public boolean setOptions(TenantId id, TenantOptions options) {
        return database.change(link -> link.update(OPTIONS, args -> args.flag(options.coexistenceFromIntune())
                .flag(options.hybrid()).flag(options.legacyReset()).flag(options.legacyAlgorithms()).tenant(id)) == 1);
    }

    @Override
    public Optional<Tenant> changeAuthority(TenantId id, TenantAuthority expected, TenantAuthority next,
            Waiting waiting, Instant now) {
        return database.change(link -> changeAuthority(link, id, expected, next, waiting, now));
    }

    /** The same inside a transaction of somebody else. */
    static Optional<Tenant> changeAuthority(Link link, TenantId id, TenantAuthority expected, TenantAuthority next,
            Waiting waiting, Instant now) throws SQLException {
        int changed = link.update(AUTHORITY,
                args -> args.text(next.wireName()).at(now).tenant(id).text(expected.wireName()));
        for (Action.Kind kind : Action.Kind.values()) {
            if (changed == 1 && kind.needsChoice()) {
                link.update(LEAVE_BEHIND, args -> args.flag(waiting == Waiting.STAYS_BEHIND).tenant(id)
                        .text(kind.wireName()));
            }
        }
        return changed == 1 ? link.one(GET, args -> args.tenant(id), Rows::tenant) : Optional.empty();
    }
}
