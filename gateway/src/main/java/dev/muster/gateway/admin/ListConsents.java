package dev.muster.gateway.admin;

import java.util.List;

import dev.muster.gateway.store.ConsentStore;
import dev.muster.gateway.store.TenantStore;

/** Shows who agreed to what when (R21); there is at most one for each vendor. */
final class ListConsents implements Operation {
    record All(List<GiveConsent.Shown> consents) {}

    private final TenantStore tenants;
    private final ConsentStore consents;

    ListConsents(TenantStore tenants, ConsentStore consents) {
        this.tenants = tenants;
        this.consents = consents;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/consents";
    }

    @Override
    public Answer handle(Call call) {
        return Answer.ok(new All(consents.all(Tenants.existing(tenants, call.tenant()).id()).stream()
                .map(GiveConsent.Shown::of).toList()));
    }
}
