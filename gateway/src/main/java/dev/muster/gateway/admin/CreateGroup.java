package dev.muster.gateway.admin;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.GroupId;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.GroupStore;
import dev.muster.gateway.store.TenantStore;

/** Creates a group without members. */
final class CreateGroup implements Operation {
    record Request(@Nullable String displayName, @Nullable String id) {}

    private final TenantStore tenants;
    private final GroupStore groups;
    private final Journal journal;
    private final Supplier<UUID> ids;

    CreateGroup(TenantStore tenants, GroupStore groups, Journal journal, Supplier<UUID> ids) {
        this.tenants = tenants;
        this.groups = groups;
        this.journal = journal;
        this.ids = ids;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/groups";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = Tenants.existing(tenants, call.tenant()).id();
        Request request = call.body(Request.class);
        String name = Fields.text("displayName", request.displayName(), 256);
        GroupId id = new GroupId(request.id() == null ? ids.get() : Fields.uuid("id", request.id()));
        if (!groups.create(tenant, id, name)) {
            throw ApiProblem.conflict("group_exists",
                    "the id or the name, without regard to case, belongs to another group, or there are "
                            + GroupStore.MOST_GROUPS + " groups already",
                    "choose another name, or use the group that is there");
        }
        journal.note(tenant, "group.create", Map.of("group", id.toString(), "displayName", name));
        return Answer.created(GroupView.of(new GroupStore.Group(id, name, List.of())));
    }
}
