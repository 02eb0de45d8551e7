package dev.muster.gateway.admin;

import java.time.Clock;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.licensing.LicenceCatalogue;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.DirectoryStore;
import dev.muster.gateway.store.DirectoryStore.Licence;

/** Replaces a user's licences. If what they come to changes, the user's devices switch at their next check-in (R7) and are woken (R9). */
final class AssignLicences implements Operation {
    /** Of one user; further devices come by themselves. */
    static final int MOST_DEVICES = 100;

    record Request(@Nullable List<LicenceFields.@Nullable Assigned> licences) {}

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
        List<Licence> licences = LicenceFields.read(catalogue, call.body(Request.class).licences());
        TenantId tenant = call.tenant();
        boolean changed = directory.setLicences(tenant, user.id(), licences, catalogue::entitlement, clock.instant())
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
}
