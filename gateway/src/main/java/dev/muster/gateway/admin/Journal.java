package dev.muster.gateway.admin;

import java.time.Clock;
import java.util.Map;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.AuditStore;

/** Keeps who changed what. There is one administrator so far. */
final class Journal {
    /** Whoever holds the token. */
    static final String ACTOR = "administrator";

    private final AuditStore audit;
    private final Clock clock;
    private final String actor;

    Journal(AuditStore audit, Clock clock) {
        this(audit, clock, ACTOR);
    }

    private Journal(AuditStore audit, Clock clock, String actor) {
        this.audit = audit;
        this.clock = clock;
        this.actor = actor;
    }

    /** Of what a tenant's Configuration Manager connector changes. */
    static Journal ofConnector(AuditStore audit, Clock clock) {
        return new Journal(audit, clock, "connector");
    }

    /** Notes a change that has happened; {@code detail} holds no secrets. */
    void note(TenantId tenant, String operation, Map<String, ?> detail) {
        audit.append(new AuditStore.Entry(tenant, clock.instant(), actor, operation, Json.text(detail)));
    }
}
