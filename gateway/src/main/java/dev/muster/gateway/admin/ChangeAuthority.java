package dev.muster.gateway.admin;

import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.authority.PreflightReport;
import dev.muster.gateway.authority.PreflightReport.Finding;
import dev.muster.gateway.authority.TenantTransitions;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.store.AuditStore;
import dev.muster.gateway.store.TenantStore;

/**
 * Changes a tenant's MDM authority as R1 to R3b allow, and tells every device (R9). What the preflight report finds open has to
 * be acknowledged (R11), and what becomes of waiting locks and wipes has to be chosen (R25). The same authority again changes
 * nothing.
 */
final class ChangeAuthority implements Operation {
    private static final String OPERATION = "authority.change";
    private static final int LOOKED_BACK = 50;

    /**
     * @param from what the administrator believes it is now; absent: whatever it is
     * @param acknowledge findings of the preflight report that are accepted
     * @param actions {@code keep} or {@code cancel}: locks and wipes that wait on switching devices
     */
    record Request(@Nullable String authority, @Nullable String from, @Nullable List<@Nullable String> acknowledge,
            @Nullable String actions) {}

    private final TenantStore tenants;
    private final AuditStore audit;
    private final PreflightRun preflight;
    private final Journal journal;
    private final Wakes wakes;
    private final Clock clock;

    ChangeAuthority(TenantStore tenants, AuditStore audit, PreflightRun preflight, Journal journal, Wakes wakes,
            Clock clock) {
        this.tenants = tenants;
        this.audit = audit;
        this.preflight = preflight;
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
        Request request = call.body(Request.class);
        TenantAuthority requested = Tenants.authority("authority", request.authority());
        if (requested == before.authority()) {
            return Answer.ok(TenantView.of(before));
        }
        if (request.from() != null && Tenants.authority("from", request.from()) != before.authority()) {
            throw lostRace(Tenants.authority("from", request.from()), before);
        }
        TenantAuthority next = allowed(before, requested);
        Set<Finding> acknowledged = acknowledged(request.acknowledge());
        Optional<TenantStore.Waiting> choice = choice(request.actions());
        PreflightReport report = preflight.report(before, next);
        refuseOpen(report, acknowledged, choice);
        Tenant after = tenants.changeAuthority(before.id(), before.authority(), next,
                choice.orElse(TenantStore.Waiting.GOES_ALONG), clock.instant())
                .orElseThrow(() -> lostRace(before.authority(), Tenants.existing(tenants, before.id())));
        journal.note(after.id(), OPERATION,
                Map.of("from", before.authority().wireName(), "to", next.wireName(), "epoch", after.epoch(),
                        "acknowledged", report.open().stream().map(Finding::wireName).toList(), "switching",
                        report.switching().count(), "actions", choice.map(DeviceView::label).orElse("none")));
        wakes.tenant(after.id(), "authority");
        return Answer.ok(TenantView.of(after));
    }

    /** Where R3 leads, or 409. */
    static TenantAuthority allowed(Tenant before, TenantAuthority requested) {
        return switch (TenantTransitions.judge(before.authority(), requested, before.options())) {
            case TenantTransitions.Outcome.Allowed allowed -> allowed.next();
            case TenantTransitions.Outcome.Refused refused -> throw ApiProblem.conflict("transition_refused",
                    refused.reason() + " (" + refused.rule() + ")", refused.remedy());
        };
    }

    private static Set<Finding> acknowledged(@Nullable List<@Nullable String> given) {
        Set<Finding> acknowledged = EnumSet.noneOf(Finding.class);
        if (given != null) {
            for (String name : given) {
                acknowledged.add(Finding.ofWireName(Fields.required("acknowledge", name)).orElseThrow(
                        () -> ApiProblem.badField("acknowledge", "must hold findings of the preflight report: "
                                + String.join(", ", names(List.of(Finding.values()))))));
            }
        }
        return acknowledged;
    }

    private static Optional<TenantStore.Waiting> choice(@Nullable String given) {
        return given == null ? Optional.empty() : Optional.of(switch (given) {
            case "keep" -> TenantStore.Waiting.GOES_ALONG;
            case "cancel" -> TenantStore.Waiting.STAYS_BEHIND;
            default -> throw ApiProblem.badField("actions", "must be keep or cancel");
        });
    }

    private static void refuseOpen(PreflightReport report, Set<Finding> acknowledged,
            Optional<TenantStore.Waiting> choice) {
        List<Finding> open = new ArrayList<>(report.open());
        open.removeAll(acknowledged);
        if (!open.isEmpty()) {
            throw ApiProblem.conflict("open_findings",
                    "the preflight report has open findings: " + String.join(", ", names(open)) + " (R11)",
                    "look at GET .../authority/preflight?to=" + report.to().wireName()
                            + ", and either settle them or name them in \"acknowledge\"");
        }
        if (report.needsChoice() && choice.isEmpty()) {
            throw ApiProblem.conflict("actions_waiting",
                    "locks or wipes wait on devices that would switch; they are not cancelled without a choice (R25)",
                    "send \"actions\": \"keep\", so that they go along where the new authority offers them, or \"cancel\"");
        }
    }

    private static List<String> names(List<Finding> findings) {
        return findings.stream().map(Finding::wireName).toList();
    }

    private ApiProblem lostRace(TenantAuthority expected, Tenant now) {
        Optional<AuditStore.Entry> winner = audit.newest(now.id(), Optional.empty(), LOOKED_BACK).stream()
                .filter(entry -> entry.operation().equals(OPERATION)).findFirst();
        return ApiProblem.conflict("lost_race",
                winner.map(entry -> entry.actor() + " has").orElse("somebody else has")
                        + " changed the authority from " + expected.wireName() + " to " + now.authority().wireName()
                        + " meanwhile" + winner.map(entry -> ", at " + entry.at()).orElse(""),
                "look at the tenant as it is now and decide again");
    }
}
