package dev.muster.gateway.admin;

import java.util.List;

import dev.muster.gateway.authority.PreflightReport;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.store.TenantStore;

/** Shows what a change of authority would do, before it is done (R11); a change that R3 refuses is refused here already. */
final class ShowPreflight implements Operation {
    /**
     * @param open findings that the change wants acknowledged
     * @param needsChoice whether the change wants to be told what becomes of waiting locks and wipes (R25)
     */
    record Shown(String from, String to, List<String> open, boolean needsChoice, PreflightReport report) {
        static Shown of(PreflightReport report) {
            return new Shown(report.from().wireName(), report.to().wireName(),
                    report.open().stream().map(PreflightReport.Finding::wireName).toList(), report.needsChoice(),
                    report);
        }
    }

    private final TenantStore tenants;
    private final PreflightRun preflight;

    ShowPreflight(TenantStore tenants, PreflightRun preflight) {
        this.tenants = tenants;
        this.preflight = preflight;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/authority/preflight";
    }

    @Override
    public Answer handle(Call call) {
        Tenant tenant = Tenants.existing(tenants, call.tenant());
        TenantAuthority requested = Tenants.authority("to", call.query("to").orElse(null));
        return Answer.ok(Shown.of(preflight.report(tenant, ChangeAuthority.allowed(tenant, requested))));
    }
}
