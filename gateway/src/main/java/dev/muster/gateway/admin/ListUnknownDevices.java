package dev.muster.gateway.admin;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.RecoveryStore;
import dev.muster.gateway.store.RecoveryStore.UnknownDevice;
import dev.muster.gateway.store.TenantStore;

/** Lists devices that come with a valid certificate and have no record: they wait for {@link AdoptDevice} (R14). */
final class ListUnknownDevices implements Operation {
    record Row(String device, String protocol, String firstSeen, String lastSeen) {
        static Row of(UnknownDevice found) {
            return new Row(found.device().toString(), found.apple() ? "apple" : "omaDm",
                    found.firstSeen().toString(), found.lastSeen().toString());
        }
    }

    record Page(List<Row> devices, @Nullable String next) {}

    private final TenantStore tenants;
    private final RecoveryStore recovery;

    ListUnknownDevices(TenantStore tenants, RecoveryStore recovery) {
        this.tenants = tenants;
        this.recovery = recovery;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/unknown-devices";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = Tenants.existing(tenants, call.tenant()).id();
        Optional<DeviceId> after = call.query("after").map(text -> new DeviceId(Fields.uuid("after", text)));
        int limit = PageSize.of(call);
        List<UnknownDevice> page = recovery.unknown(tenant, after, limit);
        return Answer.ok(new Page(page.stream().map(Row::of).toList(),
                page.size() < limit ? null : page.getLast().device().toString()));
    }
}
