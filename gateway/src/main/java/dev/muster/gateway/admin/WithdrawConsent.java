package dev.muster.gateway.admin;

import java.util.Map;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.Vendor;
import dev.muster.gateway.store.ConsentStore;
import dev.muster.gateway.store.TenantStore;

/** Takes a consent back (R21): what was enabled by it stays until it is removed, nothing new is enabled. */
final class WithdrawConsent implements Operation {
    private final TenantStore tenants;
    private final ConsentStore consents;
    private final Journal journal;

    WithdrawConsent(TenantStore tenants, ConsentStore consents, Journal journal) {
        this.tenants = tenants;
        this.consents = consents;
        this.journal = journal;
    }

    @Override
    public String method() {
        return "DELETE";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/consents/{vendor}";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = Tenants.existing(tenants, call.tenant()).id();
        Vendor vendor = GiveConsent.vendor(call);
        if (!consents.withdraw(tenant, vendor)) {
            throw ApiProblem.notFound("a consent for " + vendor.wireName());
        }
        journal.note(tenant, "consent.withdraw", Map.of("vendor", vendor.wireName()));
        return Answer.nothing();
    }
}
