package dev.muster.gateway.admin;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.GroupId;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.GroupStore;
import dev.muster.gateway.store.TenantStore;

/** Lists a tenant's groups in order of ids, a page at a time: {@code after} is the {@code next} of the page before. */
final class ListGroups implements Operation {
    record Page(List<GroupView> groups, @Nullable String next) {}

    private final TenantStore tenants;
    private final GroupStore groups;

    ListGroups(TenantStore tenants, GroupStore groups) {
        this.tenants = tenants;
        this.groups = groups;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/groups";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = Tenants.existing(tenants, call.tenant()).id();
        Optional<GroupId> after = call.query("after").map(text -> new GroupId(Fields.uuid("after", text)));
        int limit = PageSize.of(call);
        List<GroupStore.Group> page = groups.page(tenant, after, limit);
        return Answer.ok(new Page(page.stream().map(GroupView::of).toList(),
                page.size() < limit ? null : page.getLast().id().toString()));
    }
}
