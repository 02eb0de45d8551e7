package dev.muster.gateway.admin;

import java.time.Clock;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.DirectoryStore;

/** Sets what decides about a user and does not come from licences: co-management (R6) and the collection (R8b). */
final class SetStanding implements Operation {
    record Request(@Nullable Boolean coManaged, @Nullable Boolean inCollection) {}

    private final DirectoryStore directory;
    private final Journal journal;
    private final Wakes wakes;
    private final Clock clock;

    SetStanding(DirectoryStore directory, Journal journal, Wakes wakes, Clock clock) {
        this.directory = directory;
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
        return "/tenants/{tenant}/users/{user}/standing";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = call.tenant();
        DirectoryStore.User user = ShowUser.existing(directory, call);
        Entitlement before = user.entitlement();
        Request request = call.body(Request.class);
        boolean coManaged = request.coManaged() == null ? before.coManaged() : request.coManaged();
        boolean inCollection = request.inCollection() == null ? before.inCollection() : request.inCollection();
        boolean changed = directory.setStanding(tenant, user.id(), coManaged, inCollection, clock.instant())
                .orElseThrow(() -> ApiProblem.notFound("user " + user.id()));
        if (changed) {
            journal.note(tenant, "user.standing", Map.of("user", user.id().toString(), "coManaged", coManaged,
                    "inCollection", inCollection));
            wakes.devices(tenant, directory.devicesOf(tenant, user.id(), AssignLicences.MOST_DEVICES));
        }
        return Answer.ok(UserView.of(ShowUser.existing(directory, call)));
    }
}
