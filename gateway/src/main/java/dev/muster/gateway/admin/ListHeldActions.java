package dev.muster.gateway.admin;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.CommandId;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.RecoveryStore;
import dev.muster.gateway.store.RecoveryStore.HeldAction;
import dev.muster.gateway.store.RecoveryStore.HeldAfter;
import dev.muster.gateway.store.TenantStore;

/** Lists a tenant's actions on hold after a restore (R25), a page at a time. */
final class ListHeldActions implements Operation {
    record Row(String device, String id, String kind, String queuedAt) {
        static Row of(HeldAction action) {
            return new Row(action.device().toString(), action.id().toString(), action.kind(),
                    action.queuedAt().toString());
        }
    }

    record Page(List<Row> actions, @Nullable String next) {}

    private final TenantStore tenants;
    private final RecoveryStore recovery;

    ListHeldActions(TenantStore tenants, RecoveryStore recovery) {
        this.tenants = tenants;
        this.recovery = recovery;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/held-actions";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = Tenants.existing(tenants, call.tenant()).id();
        int limit = PageSize.of(call);
        List<HeldAction> page = recovery.held(tenant, call.query("after").map(ListHeldActions::place), limit);
        return Answer.ok(new Page(page.stream().map(Row::of).toList(), page.size() < limit ? null
                : page.getLast().device() + "." + page.getLast().id()));
    }

    private static HeldAfter place(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 2) {
            throw ApiProblem.badField("after", "must be the next of the page before");
        }
        return new HeldAfter(new DeviceId(Fields.uuid("after", parts[0])),
                new CommandId(Fields.uuid("after", parts[1])));
    }
}
