package dev.muster.gateway.admin;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.AutomatedDeviceStore;
import dev.muster.gateway.store.TenantStore;

/** Lists hardware that enrols by itself, in order of serial numbers, a page at a time. */
final class ListAutomatedDevices implements Operation {
    record Page(List<AddAutomatedDevice.Shown> devices, @Nullable String next) {}

    private final TenantStore tenants;
    private final AutomatedDeviceStore devices;

    ListAutomatedDevices(TenantStore tenants, AutomatedDeviceStore devices) {
        this.tenants = tenants;
        this.devices = devices;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/automated-devices";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = Tenants.existing(tenants, call.tenant()).id();
        int limit = PageSize.of(call);
        List<AutomatedDeviceStore.Entry> page = devices.page(tenant, call.query("after").orElse(""), limit);
        return Answer.ok(new Page(page.stream().map(AddAutomatedDevice.Shown::of).toList(),
                page.size() < limit ? null : page.getLast().serial()));
    }
}
