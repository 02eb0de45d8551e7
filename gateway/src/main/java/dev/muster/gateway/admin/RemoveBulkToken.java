package dev.muster.gateway.admin;

import java.util.Map;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.EnrolmentAccessStore;

/** Withdraws a bulk token: no further device enrols with it, and those enrolled stay. */
final class RemoveBulkToken implements Operation {
    private final EnrolmentAccessStore access;
    private final Journal journal;

    RemoveBulkToken(EnrolmentAccessStore access, Journal journal) {
        this.access = access;
        this.journal = journal;
    }

    @Override
    public String method() {
        return "DELETE";
    }

    @Override
    public String path() {
        return CreateBulkToken.PATH + "/{token}";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = call.tenant();
        String id = call.segment("token");
        if (!id.matches("[0-9a-f]{64}") || !access.removeBulkToken(tenant, id)) {
            throw ApiProblem.notFound("a bulk token of this id of tenant " + tenant);
        }
        journal.note(tenant, "bulk-token.remove", Map.of("token", id));
        return Answer.nothing();
    }
}
