package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.AuditStore;
import dev.muster.gateway.store.RecoveryStore.Marked;

/**
 * Goes through a store that was just restored, tenant by tenant and in ranges of device ids, so that no transaction lasts: a
 * million devices are as many short ones as there are ranges.
 */
final class RestoreMarks {
    private static final int PAGE = 500;
    private static final int RANGES = 64;
    private static final String RANGE = " WHERE tenant_id = ? AND device_id > ? AND device_id <= ?";
    /** R25: what is delivered at most once without a new decision may have been delivered in the lost time. */
    private static final String HOLD = "UPDATE pending_command SET state = 'HELD'" + RANGE
            + " AND state IN ('QUEUED', 'NOT_NOW') AND kind IN (" + onceOnly() + ")";
    private static final String ASK = "UPDATE device SET version = version + 1, converged_hash = '"
            + Device.INVENTORY_FIRST + "'" + RANGE + " AND state = 'ENROLLED' AND converged_hash NOT LIKE 'awaiting%'";
    private static final String FORGET_SESSIONS = "DELETE FROM dm_session" + RANGE;
    private static final String END_TOKENS = """
            UPDATE enrolment_token SET expires_at = ? WHERE tenant_id = ? AND used_at IS NULL AND expires_at > ?""";
    private static final String TENANTS = "SELECT tenant_id FROM tenant WHERE tenant_id > ? ORDER BY tenant_id LIMIT ?";
    private static final String NEWEST = "SELECT max(issued_at) FROM device_certificate WHERE tenant_id = ?";

    private final Database database;
    private final Instant now;
    private Instant newest = Instant.EPOCH;

    RestoreMarks(Database database, Instant now) {
        this.database = database;
        this.now = now;
    }

    /** Kinds are fixed words of ours, so the text is as constant as if it were written out. */
    private static String onceOnly() {
        return Arrays.stream(Action.Kind.values()).filter(Action.Kind::onceOnly)
                .map(kind -> "'" + kind.wireName() + "'").collect(Collectors.joining(", "));
    }

    /** When the newest certificate of the store was issued; known once the marks are put. */
    Instant newestCertificate() {
        return newest;
    }

    Marked put() {
        Marked sum = new Marked(0, 0, 0);
        String after = "";
        List<TenantId> page;
        do {
            String from = after;
            page = database.read(link -> link.list(TENANTS, args -> args.text(from).small(PAGE),
                    row -> new TenantId(row.text())));
            for (TenantId tenant : page) {
                Marked more = put(tenant);
                sum = new Marked(sum.devices() + more.devices(), sum.heldActions() + more.heldActions(),
                        sum.tokens() + more.tokens());
                after = tenant.value();
            }
        } while (page.size() == PAGE);
        return sum;
    }

    private Marked put(TenantId tenant) {
        Optional<Instant> issued = database
                .read(link -> link.one(NEWEST, args -> args.tenant(tenant), Row::maybeAt)).flatMap(found -> found);
        newest = issued.filter(newest::isBefore).orElse(newest);
        long devices = 0;
        long held = 0;
        for (int range = 0; range < RANGES; range++) {
            int segment = range;
            held += database.change(link -> link.update(HOLD, range(tenant, segment)));
            database.change(link -> link.update(FORGET_SESSIONS, range(tenant, segment)));
            devices += database.change(link -> link.update(ASK, range(tenant, segment)));
        }
        long tokens = database.change(link -> link.update(END_TOKENS, args -> args.at(now).tenant(tenant).at(now)));
        Marked marked = new Marked(devices, held, tokens);
        database.change(link -> note(link, tenant, marked));
        return marked;
    }

    private boolean note(Link link, TenantId tenant, Marked marked) throws SQLException {
        return SqlAudit.append(link, new AuditStore.Entry(tenant, now.truncatedTo(ChronoUnit.MICROS), "restore",
                "store.restore", "{\"devices\":" + marked.devices() + ",\"heldActions\":" + marked.heldActions()
                        + ",\"endedTokens\":" + marked.tokens() + "}"));
    }

    private static Args.Binding range(TenantId tenant, int segment) {
        return args -> args.tenant(tenant).id(Segments.bound(segment, RANGES)).id(Segments.bound(segment + 1, RANGES));
    }
}
