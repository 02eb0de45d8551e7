package dev.muster.gateway.admin;

import dev.muster.gateway.store.TenantStore;

/** Shows a tenant. */
final class ShowTenant implements Operation {
    private final TenantStore tenants;

    ShowTenant(TenantStore tenants) {
        this.tenants = tenants;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}";
    }

    @Override
    public Answer handle(Call call) {
        return Answer.ok(TenantView.of(Tenants.existing(tenants, call.tenant())));
    }
}
