package dev.muster.gateway.admin;

import java.util.Map;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.ConnectorStore;

/**
 * Ends a tenant's subscription: its connector is refused from the next request on. Settings and devices stay as they are, and
 * what waits for a connector waits for the next one.
 */
final class EndSubscription implements Operation {
    private final ConnectorStore connectors;
    private final Journal journal;

    EndSubscription(ConnectorStore connectors, Journal journal) {
        this.connectors = connectors;
        this.journal = journal;
    }

    @Override
    public String method() {
        return "DELETE";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/connector";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = call.tenant();
        if (!connectors.unsubscribe(tenant)) {
            throw ShowConnector.none(tenant);
        }
        journal.note(tenant, "connector.unsubscribe", Map.of());
        return Answer.nothing();
    }
}
