package dev.muster.gateway.admin;

import java.time.Clock;
import java.util.Map;

import dev.muster.gateway.authority.ResetChecklist;
import dev.muster.gateway.model.Reset;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.ResetStore;

/** Keeps as a fact what an administrator states about a point that the gateway does not manage (R20). */
final class RecordResetFact implements Operation {
    private final ResetStore resets;
    private final ResetPoints points;
    private final Journal journal;
    private final Clock clock;

    RecordResetFact(ResetStore resets, ResetPoints points, Journal journal, Clock clock) {
        this.resets = resets;
        this.points = points;
        this.journal = journal;
        this.clock = clock;
    }

    @Override
    public String method() {
        return "PUT";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/reset/facts/{point}";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = call.tenant();
        Reset reset = ShowReset.existing(resets, tenant);
        String point = call.segment("point");
        ResetChecklist.Point named = ResetChecklist.points(reset.from(), reset.to()).stream()
                .filter(one -> one.name().equals(point)).findFirst()
                .orElseThrow(() -> ApiProblem.notFound("a point of this name in the checklist",
                        "GET .../reset lists the open points"));
        if (named.checked()) {
            throw ApiProblem.conflict("checked_point", "the gateway looks up by itself whether " + named.words(),
                    "make it so; GET .../reset shows it");
        }
        if (!resets.record(tenant, point, clock.instant())) {
            throw StepReset.outOfOrder(ShowReset.existing(resets, tenant).state());
        }
        journal.note(tenant, "reset.record", Map.of("point", point));
        Reset after = ShowReset.existing(resets, tenant);
        return Answer.ok(ResetView.of(after, points.open(tenant, after)));
    }
}
