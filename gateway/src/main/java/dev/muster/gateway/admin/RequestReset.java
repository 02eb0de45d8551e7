package dev.muster.gateway.admin;

import java.time.Clock;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.authority.TenantTransitions;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.store.ResetStore;
import dev.muster.gateway.store.TenantStore;

/** Asks for a reset of the authority, where R3 allows a change only by checklist (R20). */
final class RequestReset implements Operation {
    record Request(@Nullable String to) {}

    private final TenantStore tenants;
    private final ResetStore resets;
    private final ResetPoints points;
    private final Journal journal;
    private final Clock clock;

    RequestReset(TenantStore tenants, ResetStore resets, ResetPoints points, Journal journal, Clock clock) {
        this.tenants = tenants;
        this.resets = resets;
        this.points = points;
        this.journal = journal;
        this.clock = clock;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/reset";
    }

    @Override
    public Answer handle(Call call) {
        Tenant tenant = Tenants.existing(tenants, call.tenant());
        TenantAuthority to = Tenants.authority("to", call.body(Request.class).to());
        switch (TenantTransitions.judge(tenant.authority(), to, tenant.options())) {
            case TenantTransitions.Outcome.Refused(var rule, _, _) when rule == TenantTransitions.Rule.R20 -> {
            }
            case TenantTransitions.Outcome.Refused refused -> throw ApiProblem.conflict("transition_refused",
                    refused.reason() + " (" + refused.rule() + ")", refused.remedy());
            case TenantTransitions.Outcome.Allowed _ -> throw ApiProblem.conflict("no_reset_needed",
                    "this change needs no reset (R3)", "change the authority with PUT .../authority");
        }
        if (!resets.request(tenant.id(), tenant.authority(), to, clock.instant())) {
            throw ApiProblem.conflict("reset_under_way", "a reset of this tenant is under way already",
                    "go on with it, or cancel it with DELETE .../reset");
        }
        journal.note(tenant.id(), "reset.request",
                Map.of("from", tenant.authority().wireName(), "to", to.wireName()));
        var reset = ShowReset.existing(resets, tenant.id());
        return Answer.created(ResetView.of(reset, points.open(tenant.id(), reset)));
    }
}
