package dev.muster.gateway.upkeep;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.TenantStore;

/** Walks all tenants in order of their ids, a page at a time. Holds nothing. */
final class EachTenant {
    private static final int PAGE = 500;

    private EachTenant() {}

    static void of(TenantStore tenants, Consumer<Tenant> action) {
        Optional<TenantId> after = Optional.empty();
        List<Tenant> page;
        do {
            page = tenants.page(after, PAGE);
            page.forEach(action);
            after = page.isEmpty() ? after : Optional.of(page.getLast().id());
        } while (page.size() == PAGE);
    }
}
