package dev.muster.gateway.admin;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.ConnectorStore;

/**
 * Presses back where results come from: while too many of them wait for a tenant's connector, no further action is queued for
 * Configuration Manager. Check-ins never feel it, and no result is dropped (R14, R22).
 */
final class ConnectorBacklog {
    /** So many results may wait for a connector before actions are refused. */
    static final int MOST_RESULTS = 50_000;

    private final ConnectorStore connectors;
    private final int most;
    private final GatewayEvents events;

    ConnectorBacklog(ConnectorStore connectors, int most, GatewayEvents events) {
        this.connectors = connectors;
        this.most = most;
        this.events = events;
    }

    /** Returns if a further action may be queued, else throws 429. */
    void admit(TenantId tenant) {
        if (connectors.waitingResults(tenant, most) >= most) {
            events.boundPassed("connector-results");
            throw ApiProblem.resultsWait(most);
        }
    }

    /** Results that wait, counted up to the bound. */
    int waiting(TenantId tenant) {
        return connectors.waitingResults(tenant, most);
    }
}
