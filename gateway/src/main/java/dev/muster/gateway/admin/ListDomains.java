package dev.muster.gateway.admin;

import java.util.List;

import dev.muster.gateway.store.EnrolmentAccessStore;
import dev.muster.gateway.store.TenantStore;

/** The domains of a tenant, by which devices find it. */
final class ListDomains implements Operation {
    record Domains(List<String> domains) {}

    private final TenantStore tenants;
    private final EnrolmentAccessStore access;

    ListDomains(TenantStore tenants, EnrolmentAccessStore access) {
        this.tenants = tenants;
        this.access = access;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/enrolment-domains";
    }

    @Override
    public Answer handle(Call call) {
        return Answer.ok(
                new Domains(access.domains(Tenants.existing(tenants, call.tenant()).id(), PageSize.of(call))));
    }
}
