package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.util.Optional;

import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.PushRequestStore;

/** Keys that wait for their push certificates. */
final class SqlPushRequests implements PushRequestStore {
    /** As a query, so that SQLite tells its ON CONFLICT from a join's. */
    private static final String KEEP = """
            INSERT INTO push_request (tenant_id, authority, made_at, request, sealed_key)
            SELECT tenant_id, ?, ?, ?, ? FROM tenant WHERE tenant_id = ?
            ON CONFLICT (tenant_id, authority) DO NOTHING""";
    private static final String GIVE_UP = "DELETE FROM push_request WHERE tenant_id = ? AND authority = ?";
    private static final String GET = """
            SELECT request, sealed_key, made_at FROM push_request WHERE tenant_id = ? AND authority = ?""";
    private static final String FORGET = """
            DELETE FROM push_request WHERE tenant_id = ? AND authority = ? AND request = ?""";

    private final Database database;

    SqlPushRequests(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Waiting> keep(TenantId tenant, Waiting made, boolean replace) {
        byte[] sealed = database.seals().pushRequestKey(tenant, made.authority(), made.keyPem());
        return database.change(link -> {
            if (replace) {
                link.update(GIVE_UP, args -> args.tenant(tenant).text(made.authority().wireName()));
            }
            link.update(KEEP, args -> args.text(made.authority().wireName()).at(made.madeAt())
                    .text(made.requestPem()).bytes(sealed).tenant(tenant));
            return waiting(link, tenant, made.authority());
        });
    }

    @Override
    public Optional<Waiting> waiting(TenantId tenant, ManagementAuthority authority) {
        return database.read(link -> waiting(link, tenant, authority));
    }

    private Optional<Waiting> waiting(Link link, TenantId tenant, ManagementAuthority authority) throws SQLException {
        return link.one(GET, args -> args.tenant(tenant).text(authority.wireName()), row -> new Waiting(authority,
                row.text(), database.seals().pushRequestKey(tenant, authority, row.bytes()), row.at()));
    }

    @Override
    public void forget(TenantId tenant, Waiting done) {
        database.change(link -> link.update(FORGET,
                args -> args.tenant(tenant).text(done.authority().wireName()).text(done.requestPem())));
    }
}
