package dev.muster.gateway.admin;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.TenantStore;

/** What several operations ask about tenants. */
final class Tenants {
    private Tenants() {}

    /** The tenant, or 404. */
    static Tenant existing(TenantStore store, TenantId id) {
        return store.tenant(id).orElseThrow(() -> ApiProblem.notFound("tenant " + id));
    }

    /** A tenant authority by its name in the API, or 400. */
    static TenantAuthority authority(String field, @Nullable String name) {
        Optional<TenantAuthority> authority = TenantAuthority.ofWireName(Fields.required(field, name));
        return authority.orElseThrow(() -> ApiProblem.badField(field,
                "must be unknown, intune, office365, coexistence or configurationManager"));
    }
}
