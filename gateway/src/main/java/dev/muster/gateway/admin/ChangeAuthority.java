package dev.muster.gateway.admin;

import java.time.Clock;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.authority.TenantTransitions;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.store.TenantStore;

/** Changes a tenant's MDM authority as R1 to R3b allow, and tells every device (R9). The same authority again changes nothing. */
final class ChangeAuthority implements Operation {
    record Request(@Nullable String authority) {}

    private final TenantStore tenants;
    private final Journal journal;
    private final Wakes wakes;
    private final Clock clock;

    ChangeAuthority(TenantStore tenants, Journal journal, Wakes wakes, Clock clock) {
        this.tenants = tenants;
        this.journal = journal;
        this.wakes = wakes;
        this.clock = clock;
    }

    @Override
    public String method() {
        return "PUT";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/authority";
    }

    @Override
    public Answer handle(Call call) {
        Tenant before = Tenants.existing(tenants, call.tenant());
        TenantAuthority requested = Tenants.authority("authority", call.body(Request.class).authority());
        if (requested == before.authority()) {
            return Answer.ok(TenantView.of(before));
        }
        TenantAuthority next = switch (TenantTransitions.judge(before.authority(), requested, before.options())) {
            case TenantTransitions.Outcome.Allowed allowed -> allowed.next();
            case TenantTransitions.Outcome.Refused refused -> throw ApiProblem.conflict("transition_refused",
                    refused.reason() + " (" + refused.rule() + ")", refused.remedy());
        };
        Tenant after = tenants.changeAuthority(before.id(), before.authority(), next, clock.instant())
                .orElseThrow(() -> lostRace(before));
        journal.note(after.id(), "authority.change",
                Map.of("from", before.authority().wireName(), "to", next.wireName(), "epoch", after.epoch()));
        wakes.tenant(after.id(), "authority");
        return Answer.ok(TenantView.of(after));
    }

    private ApiProblem lostRace(Tenant before) {
        Tenant now = Tenants.existing(tenants, before.id());
        return ApiProblem.conflict("lost_race",
                "somebody else has changed the authority from " + before.authority().wireName() + " to "
                        + now.authority().wireName() + " meanwhile",
                "look at the tenant as it is now and decide again");
    }
}
