package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.muster.gateway.model.Reset;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.ResetStore;
import dev.muster.gateway.store.TenantStore;

/** Resets of authorities. */
final class SqlResets implements ResetStore {
    private static final String GET = """
            SELECT from_authority, to_authority, state, requested_at, changed_at, facts
            FROM authority_reset WHERE tenant_id = ?""";
    private static final String REQUEST = """
            INSERT INTO authority_reset (tenant_id, from_authority, to_authority, state, requested_at, changed_at, facts)
            SELECT t.tenant_id, ?, ?, 'REQUESTED', CAST(? AS bigint), CAST(? AS bigint), '' FROM tenant t
            WHERE t.tenant_id = ?
            ON CONFLICT (tenant_id) DO UPDATE SET from_authority = excluded.from_authority,
                to_authority = excluded.to_authority, state = excluded.state, requested_at = excluded.requested_at,
                changed_at = excluded.changed_at, facts = excluded.facts
            WHERE authority_reset.state = 'DONE'""";
    private static final String RECORD = "UPDATE authority_reset SET facts = ? WHERE tenant_id = ?";
    private static final String MOVE = """
            UPDATE authority_reset SET state = ?, changed_at = ? WHERE tenant_id = ? AND state = ?""";
    private static final String CANCEL = """
            DELETE FROM authority_reset WHERE tenant_id = ? AND (state = 'REQUESTED' OR state = 'VERIFIED')""";

    private final Database database;

    SqlResets(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Reset> newest(TenantId tenant) {
        return database.read(link -> link.one(GET, args -> args.tenant(tenant), SqlResets::reset));
    }

    private static Reset reset(Row row) throws SQLException {
        return new Reset(Names.tenantAuthority(row.text()), Names.tenantAuthority(row.text()),
                Names.constant(Reset.State.class, row.text()), row.at(), row.at(), facts(row.text()));
    }

    private static Map<String, Instant> facts(String text) {
        Map<String, Instant> facts = new HashMap<>();
        Json.toMap("reset", text).forEach((point, at) -> facts.put(point, Instant.parse(at)));
        return facts;
    }

    @Override
    public boolean request(TenantId tenant, TenantAuthority from, TenantAuthority to, Instant now) {
        return database.change(link -> link.update(REQUEST,
                args -> args.text(from.wireName()).text(to.wireName()).at(now).at(now).tenant(tenant)) == 1);
    }

    @Override
    public boolean record(TenantId tenant, String point, Instant now) {
        return database.change(link -> {
            Optional<Reset> found = link.one(link.dialect().locking(GET), args -> args.tenant(tenant),
                    SqlResets::reset);
            boolean open = found.filter(reset -> reset.state() == Reset.State.REQUESTED
                    || reset.state() == Reset.State.VERIFIED).isPresent();
            if (open) {
                Map<String, String> facts = new TreeMap<>();
                found.get().facts().forEach((known, at) -> facts.put(known, at.toString()));
                facts.putIfAbsent(point, now.toString());
                link.update(RECORD, args -> args.text(Json.ofMap(facts)).tenant(tenant));
            }
            return open;
        });
    }

    @Override
    public boolean move(TenantId tenant, Reset.State expected, Reset.State next, Instant now) {
        return database.change(link -> move(link, tenant, expected, next, now));
    }

    private static boolean move(Link link, TenantId tenant, Reset.State expected, Reset.State next, Instant now)
            throws SQLException {
        return link.update(MOVE, args -> args.text(next.name()).at(now).tenant(tenant).text(expected.name())) == 1;
    }

    @Override
    public boolean cancel(TenantId tenant) {
        return database.change(link -> link.update(CANCEL, args -> args.tenant(tenant)) == 1);
    }

    @Override
    public Optional<Tenant> complete(TenantId tenant, Reset reset, Instant now) {
        return database.change(link -> {
            boolean under = link.one(link.dialect().locking(GET), args -> args.tenant(tenant), SqlResets::reset)
                    .filter(found -> found.state() == Reset.State.RESETTING).isPresent();
            if (!under) {
                return Optional.empty();
            }
            Optional<Tenant> changed = SqlTenants.changeAuthority(link, tenant, reset.from(), reset.to(),
                    TenantStore.Waiting.STAYS_BEHIND, now);
            if (changed.isPresent()) {
                move(link, tenant, Reset.State.RESETTING, Reset.State.DONE, now);
            }
            return changed;
        });
    }
}
