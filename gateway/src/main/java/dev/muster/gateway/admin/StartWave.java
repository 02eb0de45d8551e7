package dev.muster.gateway.admin;

import java.util.Map;
import java.util.Optional;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.TenantStore;
import dev.muster.gateway.store.WaveStore;
import dev.muster.gateway.store.WaveStore.Report;
import dev.muster.gateway.store.WaveStore.State;

/** Starts a wave by hand, over the devices that have not converged: after a repair, or after one that lapsed. */
final class StartWave implements Operation {
    private final TenantStore tenants;
    private final WaveStore waves;
    private final Journal journal;
    private final Wakes wakes;

    StartWave(TenantStore tenants, WaveStore waves, Journal journal, Wakes wakes) {
        this.tenants = tenants;
        this.waves = waves;
        this.journal = journal;
        this.wakes = wakes;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/wave";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = Tenants.existing(tenants, call.tenant()).id();
        Optional<Report> running = waves.newest(tenant)
                .filter(report -> report.wave().state() == State.RUNNING);
        if (running.isPresent()) {
            throw ApiProblem.conflict("wave_running",
                    "a wave (" + running.get().wave().reason() + ", started " + running.get().wave().startedAt()
                            + ") is already switching this tenant's devices",
                    "watch it with GET on the same address, or cancel it with DELETE first");
        }
        if (!waves.anyDue(tenant)) {
            throw ApiProblem.conflict("nobody_due", "every device has converged to the newest change",
                    "nothing needs to be done; wake a single device with its sync operation");
        }
        journal.note(tenant, "wave.start", Map.of("reason", "by-hand"));
        wakes.tenant(tenant, "by-hand");
        return Answer.accepted(Map.of("state", "requested"));
    }
}
