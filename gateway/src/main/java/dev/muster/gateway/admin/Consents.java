package dev.muster.gateway.admin;

import java.time.Clock;
import java.util.Map;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.Vendor;
import dev.muster.gateway.store.ConsentStore;

/** What several operations ask about consents to share data with a vendor (R21). */
final class Consents {
    private final ConsentStore store;
    private final Journal journal;
    private final Clock clock;

    Consents(ConsentStore store, Journal journal, Clock clock) {
        this.store = store;
        this.journal = journal;
        this.clock = clock;
    }

    /** Records who agreed, now; a consent that stands already stays as it is. */
    ConsentStore.Consent give(TenantId tenant, Vendor vendor, String by) {
        ConsentStore.Consent consent = new ConsentStore.Consent(vendor, by, clock.instant());
        if (!store.give(tenant, consent)) {
            throw ApiProblem.notFound("tenant " + tenant);
        }
        ConsentStore.Consent stands = store.consent(tenant, vendor).orElse(consent);
        if (stands.equals(consent)) {
            journal.note(tenant, "consent.give", Map.of("vendor", vendor.wireName(), "by", by));
        }
        return stands;
    }

    /**
     * Refuses with 409 what needs a consent that nobody gave.
     *
     * @param what what was asked for, for example {@code uploading a push certificate}
     * @param orElse another way to agree, for the end of the remedy; empty for none
     */
    void require(TenantId tenant, Vendor vendor, String what, String orElse) {
        if (store.consent(tenant, vendor).isEmpty()) {
            throw ApiProblem.conflict("consent_missing",
                    what + " shares device data with " + vendor.wireName()
                            + ", and nobody has agreed to that yet (R21)",
                    "record who agrees with PUT /tenants/" + tenant + "/consents/" + vendor.wireName() + " {\"by\":...}"
                            + orElse);
        }
    }
}
