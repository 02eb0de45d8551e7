package dev.muster.gateway.admin;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.TenantStore;

/** Lists tenants in order of ids, a page at a time: {@code after} is the {@code next} of the page before. */
final class ListTenants implements Operation {
    record Page(List<TenantView> tenants, @Nullable String next) {}

    private final TenantStore tenants;

    ListTenants(TenantStore tenants) {
        this.tenants = tenants;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/tenants";
    }

    @Override
    public Answer handle(Call call) {
        Optional<TenantId> after = call.query("after").map(ListTenants::id);
        int limit = PageSize.of(call);
        List<Tenant> page = tenants.page(after, limit);
        return Answer.ok(new Page(page.stream().map(TenantView::of).toList(),
                page.size() < limit ? null : page.getLast().id().value()));
    }

    private static TenantId id(String text) {
        try {
            return new TenantId(text);
        } catch (IllegalArgumentException malformed) {
            throw ApiProblem.badField("after", "must be the id of a tenant");
        }
    }
}
