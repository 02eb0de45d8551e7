package dev.muster.gateway.admin;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.Vendor;
import dev.muster.gateway.store.ConsentStore;
import dev.muster.gateway.store.TenantStore;

/** Records who agrees that a tenant's data are shared with a vendor (R21). */
final class GiveConsent implements Operation {
    private static final int LONGEST_NAME = 200;

    record Request(@Nullable String by) {}

    /** A consent as it is told. */
    record Shown(String vendor, String by, String at) {
        static Shown of(ConsentStore.Consent consent) {
            return new Shown(consent.vendor().wireName(), consent.givenBy(), consent.givenAt().toString());
        }
    }

    private final TenantStore tenants;
    private final Consents consents;

    GiveConsent(TenantStore tenants, Consents consents) {
        this.tenants = tenants;
        this.consents = consents;
    }

    /** The vendor of the path, or 404. */
    static Vendor vendor(Call call) {
        return Vendor.ofWireName(call.segment("vendor"))
                .orElseThrow(() -> ApiProblem.notFound("a vendor of this name (apple, google)"));
    }

    @Override
    public String method() {
        return "PUT";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/consents/{vendor}";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = Tenants.existing(tenants, call.tenant()).id();
        Vendor vendor = vendor(call);
        String by = Fields.text("by", call.body(Request.class).by(), LONGEST_NAME);
        return Answer.ok(Shown.of(consents.give(tenant, vendor, by)));
    }
}
