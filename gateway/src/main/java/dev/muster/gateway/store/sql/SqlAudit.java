package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.AuditStore;

/**
 * Who changed what. An entry's moment in microseconds is its key, so that a page by time never skips one; an entry whose
 * moment is taken moves on by a microsecond.
 */
final class SqlAudit implements AuditStore {
    private static final int MOST_MOVES = 10_000;
    private static final String APPEND = """
            INSERT INTO audit (tenant_id, at_micros, actor, operation, detail) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (tenant_id, at_micros) DO NOTHING""";
    private static final String NEWEST = """
            SELECT at_micros, actor, operation, detail FROM audit
            WHERE tenant_id = ? AND at_micros < ? ORDER BY at_micros DESC LIMIT ?""";

    private final Database database;

    SqlAudit(Database database) {
        this.database = database;
    }

    @Override
    public void append(Entry entry) {
        database.change(link -> append(link, entry));
    }

    /** As a part of the change that it tells of. */
    static boolean append(Link link, Entry entry) throws SQLException {
        long first = micros(entry.at());
        for (long at = first; at < first + MOST_MOVES; at++) {
            long moment = at;
            if (link.update(APPEND, args -> args.tenant(entry.tenant()).number(moment).text(entry.actor())
                    .text(entry.operation()).text(entry.detail())) == 1) {
                return true;
            }
        }
        throw new SQLException("too many audit entries of one moment");
    }

    @Override
    public List<Entry> newest(TenantId tenant, Optional<Instant> before, int limit) {
        long below = before.map(SqlAudit::micros).orElse(Long.MAX_VALUE);
        return database.read(link -> link.list(NEWEST, args -> args.tenant(tenant).number(below).small(limit),
                row -> new Entry(tenant, Instant.EPOCH.plus(row.number(), ChronoUnit.MICROS), row.text(), row.text(),
                        row.text())));
    }

    static long micros(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }
}
