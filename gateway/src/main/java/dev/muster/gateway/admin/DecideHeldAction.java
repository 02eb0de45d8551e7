package dev.muster.gateway.admin;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;

import dev.muster.gateway.model.CommandId;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.RecoveryStore;

/** The new decision that R25 asks for after a restore: an action on hold is queued again, or ended without being sent. */
final class DecideHeldAction implements Operation {
    private final RecoveryStore recovery;
    private final Journal journal;
    private final Wakes wakes;
    private final Clock clock;
    private final boolean release;

    /** @param release whether to release; otherwise to cancel */
    DecideHeldAction(RecoveryStore recovery, Journal journal, Wakes wakes, Clock clock, boolean release) {
        this.recovery = recovery;
        this.journal = journal;
        this.wakes = wakes;
        this.clock = clock;
        this.release = release;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/devices/{device}/actions/{action}/" + (release ? "release" : "cancel");
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = call.tenant();
        DeviceId device = call.device();
        Optional<CommandId> named = Fields.uuid(call.segment("action")).map(CommandId::new);
        if (named.filter(id -> decide(tenant, device, id)).isEmpty()) {
            throw ApiProblem.notFound("an action of this id on hold for device " + device + " of tenant " + tenant,
                    "GET /tenants/" + tenant + "/held-actions lists those on hold");
        }
        journal.note(tenant, release ? "action.release" : "action.cancel",
                Map.of("device", device.toString(), "id", named.get().toString()));
        if (release) {
            wakes.device(tenant, device);
        }
        return Answer.nothing();
    }

    private boolean decide(TenantId tenant, DeviceId device, CommandId id) {
        return release ? recovery.release(tenant, device, id) : recovery.cancel(tenant, device, id, clock.instant());
    }
}
