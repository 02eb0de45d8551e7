package dev.muster.gateway.admin;

import java.util.List;

import dev.muster.gateway.model.Reset;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.ResetStore;

/** Shows the tenant's newest reset and what is still open (R20). */
final class ShowReset implements Operation {
    private final ResetStore resets;
    private final ResetPoints points;

    ShowReset(ResetStore resets, ResetPoints points) {
        this.resets = resets;
        this.points = points;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/reset";
    }

    @Override
    public Answer handle(Call call) {
        return Answer.ok(view(call.tenant()));
    }

    private ResetView view(TenantId tenant) {
        Reset reset = existing(resets, tenant);
        return ResetView.of(reset, reset.isOpen() ? points.open(tenant, reset) : List.of());
    }

    static Reset existing(ResetStore resets, TenantId tenant) {
        return resets.newest(tenant).orElseThrow(() -> ApiProblem.notFound("a reset of tenant " + tenant,
                "POST .../reset asks for one where R3 says that it is needed"));
    }
}
