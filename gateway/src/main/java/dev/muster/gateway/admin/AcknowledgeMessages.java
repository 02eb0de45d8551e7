package dev.muster.gateway.admin;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.store.ConnectorStore;

/** A connector has stored what it fetched up to a number: the gateway forgets it (R22). The same again changes nothing. */
final class AcknowledgeMessages implements Operation {
    record Request(@Nullable Long through) {}

    private final ConnectorStore connectors;

    AcknowledgeMessages(ConnectorStore connectors) {
        this.connectors = connectors;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return "/acknowledge";
    }

    @Override
    public Answer handle(Call call) {
        long through = Fields.required("through", call.body(Request.class).through());
        if (through < 0 || !connectors.acknowledge(call.tenant(), through)) {
            throw ApiProblem.badField("through", "is no number of a message that was fetched");
        }
        return Answer.nothing();
    }
}
