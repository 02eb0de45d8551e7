package dev.muster.gateway.admin;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.TenantStore;
import dev.muster.gateway.store.WaveStore;

/** Shows how far the newest wave of a tenant has come. Sums counters; never looks at devices. */
final class ShowWave implements Operation {
    private final TenantStore tenants;
    private final WaveStore waves;

    ShowWave(TenantStore tenants, WaveStore waves) {
        this.tenants = tenants;
        this.waves = waves;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/wave";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = Tenants.existing(tenants, call.tenant()).id();
        return Answer.ok(waves.newest(tenant).map(WaveView::of)
                .orElseThrow(() -> ApiProblem.notFound("a wave of tenant " + tenant)));
    }
}
