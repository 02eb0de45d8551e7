package dev.muster.gateway.admin;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.ConnectorStore;

/** Shows the tenant's subscription: when its connector was last here, and how far it has come. */
final class ShowConnector implements Operation {
    private final ConnectorStore connectors;
    private final ConnectorBacklog backlog;

    ShowConnector(ConnectorStore connectors, ConnectorBacklog backlog) {
        this.connectors = connectors;
        this.backlog = backlog;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/connector";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = call.tenant();
        return Answer.ok(ConnectorView.of(connectors.subscription(tenant).orElseThrow(() -> none(tenant)),
                backlog.waiting(tenant)));
    }

    static ApiProblem none(TenantId tenant) {
        return ApiProblem.notFound("a connector of tenant " + tenant,
                "POST .../connector with a certificate request makes a subscription");
    }
}
