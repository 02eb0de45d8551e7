package dev.muster.gateway.admin;

import java.time.Clock;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.authority.TenantTransitions;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.TenantOptions;
import dev.muster.gateway.store.TenantStore;

/** Creates a tenant, with Intune as its authority unless said otherwise (R1). */
final class CreateTenant implements Operation {
    record Request(@Nullable String id, @Nullable String displayName, @Nullable String authority,
            TenantView.@Nullable Options options) {}

    private final TenantStore tenants;
    private final Journal journal;
    private final Clock clock;

    CreateTenant(TenantStore tenants, Journal journal, Clock clock) {
        this.tenants = tenants;
        this.journal = journal;
        this.clock = clock;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return "/tenants";
    }

    @Override
    public Answer handle(Call call) {
        Request request = call.body(Request.class);
        TenantId id = id(request.id());
        String displayName = request.displayName() == null ? id.value()
                : Fields.text("displayName", request.displayName(), 256);
        TenantOptions options = request.options() == null ? TenantOptions.NONE : request.options().toModel();
        TenantAuthority authority = request.authority() == null ? TenantAuthority.INTUNE
                : first(Tenants.authority("authority", request.authority()), options);
        if (!tenants.create(id, displayName, authority, options, clock.instant())) {
            throw ApiProblem.conflict("tenant_exists", "a tenant with the id " + id + " exists already",
                    "choose another id, or use the existing tenant");
        }
        journal.note(id, "tenant.create", Map.of("displayName", displayName, "authority", authority.wireName()));
        return Answer.created(TenantView.of(Tenants.existing(tenants, id)));
    }

    private static TenantId id(@Nullable String given) {
        try {
            return new TenantId(Fields.required("id", given));
        } catch (IllegalArgumentException malformed) {
            throw ApiProblem.badField("id",
                    "must have 1 to 40 lower-case letters, digits and hyphens, and start with no hyphen");
        }
    }

    /** A tenant may begin unchosen, or with what an unchosen one may change to (R1, R3). */
    private static TenantAuthority first(TenantAuthority authority, TenantOptions options) {
        if (authority == TenantAuthority.UNKNOWN) {
            return authority;
        }
        return switch (TenantTransitions.judge(TenantAuthority.UNKNOWN, authority, options)) {
            case TenantTransitions.Outcome.Allowed(TenantAuthority next) -> next;
            case TenantTransitions.Outcome.Refused refused -> throw ApiProblem.badField("authority",
                    "cannot be " + authority.wireName() + " here: " + refused.reason() + " " + refused.remedy());
        };
    }
}
