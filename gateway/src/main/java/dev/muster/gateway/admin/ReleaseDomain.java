package dev.muster.gateway.admin;

import java.util.Map;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.EnrolmentAccessStore;

/** Takes a domain away from a tenant: devices enrolled stay, others do not find the tenant by it any more. */
final class ReleaseDomain implements Operation {
    private final EnrolmentAccessStore access;
    private final Journal journal;

    ReleaseDomain(EnrolmentAccessStore access, Journal journal) {
        this.access = access;
        this.journal = journal;
    }

    @Override
    public String method() {
        return "DELETE";
    }

    @Override
    public String path() {
        return ClaimDomain.PATH;
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = call.tenant();
        String domain = ClaimDomain.domain(call);
        if (!access.releaseDomain(tenant, domain)) {
            throw ApiProblem.notFound("the domain " + domain + " of tenant " + tenant);
        }
        journal.note(tenant, "enrolment-domain.release", Map.of("domain", domain));
        return Answer.nothing();
    }
}
