package dev.muster.gateway.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.TenantId;

/** Who changed what. Append-only. */
public interface AuditStore {
    /**
     * One entry.
     *
     * @param tenant tenant it concerns
     * @param at when
     * @param actor who
     * @param operation what, for example {@code authority.change}
     * @param detail before and after in words or JSON, without secrets
     */
    record Entry(TenantId tenant, Instant at, String actor, String operation, String detail) {}

    /** Appends an entry. */
    void append(Entry entry);

    /** The newest entries of a tenant, at most {@code limit}, older than {@code before} if given. */
    List<Entry> newest(TenantId tenant, Optional<Instant> before, int limit);
}
