package dev.muster.gateway.admin;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.licensing.LicenceCatalogue;
import dev.muster.gateway.licensing.LicenceOutcome;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.DirectoryStore;
import dev.muster.gateway.store.DirectoryStore.Licence;

/** Replaces a user's licences. If what they come to changes, the user's devices switch at their next check-in (R7) and are woken (R9). */
final class AssignLicences implements Operation {
    private static final int MOST_LICENCES = 100;
    private static final int MOST_PLANS = 200;
    private static final int MOST_DEVICES = 100;

    record Request(@Nullable List<@Nullable Assigned> licences) {}

    record Assigned(@Nullable String sku, @Nullable List<@Nullable String> disabledPlans) {}

    private final DirectoryStore directory;
    private final LicenceCatalogue catalogue;
    private final Journal journal;
    private final Wakes wakes;
    private final Clock clock;

    AssignLicences(DirectoryStore directory, LicenceCatalogue catalogue, Journal journal, Wakes wakes, Clock clock) {
        this.directory = directory;
        this.catalogue = catalogue;
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
        return "/tenants/{tenant}/users/{user}/licences";
    }

    @Override
    public Answer handle(Call call) {
        DirectoryStore.User user = ShowUser.existing(directory, call);
        List<Licence> licences = licences(call.body(Request.class));
        Entitlement entitlement = catalogue.entitlement(licences, user.entitlement());
        TenantId tenant = call.tenant();
        boolean changed = directory.setLicences(tenant, user.id(), licences, entitlement, clock.instant())
                .orElseThrow(() -> ApiProblem.notFound("user " + user.id()));
        journal.note(tenant, "licences.assign",
                Map.of("user", user.id().toString(), "skus",
                        licences.stream().map(licence -> licence.sku().toString()).toList(), "entitlementChanged",
                        changed));
        if (changed) {
            wakes.devices(tenant, directory.devicesOf(tenant, user.id(), MOST_DEVICES));
        }
        return Answer.ok(UserView.of(ShowUser.existing(directory, call)));
    }

    private List<Licence> licences(Request request) {
        List<@Nullable Assigned> given = Fields.required("licences", request.licences());
        if (given.size() > MOST_LICENCES) {
            throw ApiProblem.badField("licences", "must hold at most " + MOST_LICENCES);
        }
        List<Licence> licences = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            licences.add(licence("licences[" + i + "]", Fields.required("licences[" + i + "]", given.get(i))));
        }
        return licences;
    }

    private Licence licence(String field, Assigned assigned) {
        List<String> plans = new ArrayList<>();
        if (assigned.disabledPlans() != null) {
            if (assigned.disabledPlans().size() > MOST_PLANS) {
                throw ApiProblem.badField(field + ".disabledPlans", "must hold at most " + MOST_PLANS);
            }
            for (String plan : assigned.disabledPlans()) {
                plans.add(Fields.text(field + ".disabledPlans", plan, 100));
            }
        }
        return switch (catalogue.find(Fields.text(field + ".sku", assigned.sku(), 100), plans)) {
            case LicenceOutcome.Known known -> known.licence();
            case LicenceOutcome.Unknown unknown -> throw ApiProblem.badField(field + "." + unknown.field(),
                    "names nothing known" + (unknown.nearest().isEmpty() ? ""
                            : "; near to it: " + String.join(", ", unknown.nearest())));
        };
    }
}
