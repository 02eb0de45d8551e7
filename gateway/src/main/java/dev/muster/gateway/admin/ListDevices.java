package dev.muster.gateway.admin;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.DeviceStore;
import dev.muster.gateway.store.TenantStore;

/** Lists a tenant's devices in order of ids, a page at a time: {@code after} is the {@code next} of the page before. */
final class ListDevices implements Operation {
    record Page(List<DeviceView.Row> devices, @Nullable String next) {}

    private final TenantStore tenants;
    private final DeviceStore devices;

    ListDevices(TenantStore tenants, DeviceStore devices) {
        this.tenants = tenants;
        this.devices = devices;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/devices";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = Tenants.existing(tenants, call.tenant()).id();
        Optional<DeviceId> after = call.query("after").map(text -> new DeviceId(Fields.uuid("after", text)));
        int limit = PageSize.of(call);
        List<Device.Seen> page = devices.page(tenant, after, limit);
        String next = page.size() < limit ? null : page.getLast().device().id().toString();
        return Answer.ok(new Page(page.stream().map(DeviceView.Row::of).toList(), next));
    }
}
