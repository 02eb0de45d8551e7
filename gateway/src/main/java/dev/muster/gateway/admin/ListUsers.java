package dev.muster.gateway.admin;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.DirectoryStore;
import dev.muster.gateway.store.TenantStore;

/**
 * Lists a tenant's users in order of ids, a page at a time, or finds the one of a principal name, without regard to case:
 * {@code after} is the {@code next} of the page before.
 */
final class ListUsers implements Operation {
    record Page(List<UserView> users, @Nullable String next) {}

    private final TenantStore tenants;
    private final DirectoryStore directory;

    ListUsers(TenantStore tenants, DirectoryStore directory) {
        this.tenants = tenants;
        this.directory = directory;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/users";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = Tenants.existing(tenants, call.tenant()).id();
        Optional<String> name = call.query("principalName");
        if (name.isPresent()) {
            return Answer.ok(new Page(directory.named(tenant, name.get()).stream().map(UserView::of).toList(), null));
        }
        Optional<UserId> after = call.query("after").map(text -> new UserId(Fields.uuid("after", text)));
        int limit = PageSize.of(call);
        List<DirectoryStore.User> page = directory.page(tenant, after, limit);
        return Answer.ok(new Page(page.stream().map(UserView::of).toList(),
                page.size() < limit ? null : page.getLast().id().toString()));
    }
}
