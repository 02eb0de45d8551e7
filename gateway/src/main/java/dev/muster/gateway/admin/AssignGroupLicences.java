package dev.muster.gateway.admin;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.licensing.GroupDerivation;
import dev.muster.gateway.licensing.LicenceCatalogue;
import dev.muster.gateway.model.GroupId;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.DirectoryStore.Licence;
import dev.muster.gateway.store.GroupStore;

/**
 * Replaces the licences that members of a group hold through it (R6). Members are derived in segments; whoever waits for it is
 * told when it takes longer than a moment.
 */
final class AssignGroupLicences implements Operation {
    static final Duration PATIENCE = Duration.ofSeconds(10);

    record Request(@Nullable List<LicenceFields.@Nullable Assigned> licences) {}

    record Assigned(String id, String displayName, List<UserView.Licence> licences, boolean derived) {}

    private final GroupStore groups;
    private final LicenceCatalogue catalogue;
    private final GroupDerivation derivation;
    private final Journal journal;

    AssignGroupLicences(GroupStore groups, LicenceCatalogue catalogue, GroupDerivation derivation, Journal journal) {
        this.groups = groups;
        this.catalogue = catalogue;
        this.derivation = derivation;
        this.journal = journal;
    }

    @Override
    public String method() {
        return "PUT";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/groups/{group}/licences";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = call.tenant();
        GroupId group = ShowGroup.existing(groups, call).id();
        List<Licence> licences = LicenceFields.read(catalogue, call.body(Request.class).licences());
        if (!groups.setLicences(tenant, group, licences)) {
            throw ApiProblem.notFound("group " + group);
        }
        journal.note(tenant, "group.licences", Map.of("group", group.toString(), "skus",
                licences.stream().map(licence -> licence.sku().toString()).toList()));
        boolean derived = derivation.finish(new GroupStore.Work(tenant, group), PATIENCE);
        GroupView view = GroupView.of(ShowGroup.existing(groups, call));
        return Answer.ok(new Assigned(view.id(), view.displayName(), view.licences(), derived));
    }
}
