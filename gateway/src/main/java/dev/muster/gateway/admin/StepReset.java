package dev.muster.gateway.admin;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import dev.muster.gateway.authority.ResetChecklist.Point;
import dev.muster.gateway.authority.ResetSteps;
import dev.muster.gateway.authority.ResetSteps.Outcome;
import dev.muster.gateway.authority.ResetSteps.Step;
import dev.muster.gateway.model.Reset;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.ResetStore;

/** Takes one step of a reset (R20): verify, begin, complete, or cancel it. Open points block it and are named. */
final class StepReset implements Operation {
    private final ResetStore resets;
    private final ResetPoints points;
    private final Journal journal;
    private final Wakes wakes;
    private final Clock clock;
    private final Step step;

    StepReset(ResetStore resets, ResetPoints points, Journal journal, Wakes wakes, Clock clock, Step step) {
        this.resets = resets;
        this.points = points;
        this.journal = journal;
        this.wakes = wakes;
        this.clock = clock;
        this.step = step;
    }

    @Override
    public String method() {
        return step == Step.CANCEL ? "DELETE" : "POST";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/reset" + (step == Step.CANCEL ? "" : "/" + step.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = call.tenant();
        Reset reset = ShowReset.existing(resets, tenant);
        List<Point> open = reset.isOpen() ? points.open(tenant, reset) : List.of();
        return switch (ResetSteps.judge(reset, step, open)) {
            case Outcome.Blocked(List<Point> blocking) -> throw ApiProblem.conflict("open_points",
                    "the checklist has open points: "
                            + blocking.stream().map(Point::name).collect(Collectors.joining(", ")) + " (R20)",
                    "settle them; record what the gateway does not manage with PUT .../reset/facts/{point}");
            case Outcome.OutOfOrder(Reset.State now) -> throw outOfOrder(now);
            case Outcome.Ends() -> {
                if (!resets.cancel(tenant)) {
                    throw outOfOrder(ShowReset.existing(resets, tenant).state());
                }
                note(tenant, reset);
                yield Answer.nothing();
            }
            case Outcome.Moves(Reset.State next) -> {
                if (!moved(tenant, reset, next)) {
                    throw outOfOrder(ShowReset.existing(resets, tenant).state());
                }
                note(tenant, reset);
                yield Answer.ok(ResetView.of(ShowReset.existing(resets, tenant), List.of()));
            }
        };
    }

    private boolean moved(TenantId tenant, Reset reset, Reset.State next) {
        if (next != Reset.State.DONE) {
            return resets.move(tenant, reset.state(), next, clock.instant());
        }
        boolean done = resets.complete(tenant, reset, clock.instant()).isPresent();
        if (done) {
            wakes.tenant(tenant, "authority");
        }
        return done;
    }

    private void note(TenantId tenant, Reset reset) {
        journal.note(tenant, "reset." + step.name().toLowerCase(Locale.ROOT),
                Map.of("from", reset.from().wireName(), "to", reset.to().wireName()));
    }

    static ApiProblem outOfOrder(Reset.State now) {
        return ApiProblem.conflict("wrong_step", "the reset is " + DeviceView.label(now)
                + "; it goes requested, verified, resetting, done (R20)", "look at GET .../reset");
    }
}
