package dev.muster.gateway.admin;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.DeviceStore;
import dev.muster.gateway.store.DeviceStore.DeadToken;
import dev.muster.gateway.store.TenantStore;

/** Lists devices whose push token the push service called dead: they cannot be woken until they come by themselves. */
final class ListDeadTokens implements Operation {
    private static final int LIMIT = 200;

    record Row(String device, String platform, String deadSince) {
        static Row of(DeadToken token) {
            return new Row(token.device().toString(), token.platform().wireName(), token.deadAt().toString());
        }
    }

    record Page(List<Row> devices, @Nullable String next) {}

    private final TenantStore tenants;
    private final DeviceStore devices;

    ListDeadTokens(TenantStore tenants, DeviceStore devices) {
        this.tenants = tenants;
        this.devices = devices;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/dead-tokens";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = Tenants.existing(tenants, call.tenant()).id();
        Optional<DeviceId> after = call.query("after").map(text -> new DeviceId(
                Fields.uuid(text).orElseThrow(() -> ApiProblem.badField("after", "must be the id of a device"))));
        List<DeadToken> page = devices.deadTokens(tenant, after, LIMIT);
        return Answer.ok(new Page(page.stream().map(Row::of).toList(),
                page.size() < LIMIT ? null : page.getLast().device().toString()));
    }
}
