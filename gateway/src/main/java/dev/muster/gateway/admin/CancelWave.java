package dev.muster.gateway.admin;

import java.util.Map;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.TenantStore;
import dev.muster.gateway.store.WaveStore;

/** Ends a wave: nobody is woken for it any more. The change itself stands; devices switch at their next regular check-in. */
final class CancelWave implements Operation {
    private final TenantStore tenants;
    private final WaveStore waves;
    private final Journal journal;

    CancelWave(TenantStore tenants, WaveStore waves, Journal journal) {
        this.tenants = tenants;
        this.waves = waves;
        this.journal = journal;
    }

    @Override
    public String method() {
        return "DELETE";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/wave";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = Tenants.existing(tenants, call.tenant()).id();
        if (!waves.cancel(tenant)) {
            throw ApiProblem.conflict("no_wave", "no wave is running in this tenant", "nothing needs to be done");
        }
        journal.note(tenant, "wave.cancel", Map.of());
        return waves.newest(tenant).map(WaveView::of).map(Answer::ok)
                .orElseThrow(() -> ApiProblem.notFound("a wave of tenant " + tenant));
    }
}
