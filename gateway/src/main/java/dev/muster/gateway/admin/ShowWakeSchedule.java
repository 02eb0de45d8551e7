package dev.muster.gateway.admin;

import dev.muster.gateway.store.TenantStore;
import dev.muster.gateway.store.WakeScheduleStore;

/** Shows how often and how fast a tenant's devices are woken. */
final class ShowWakeSchedule implements Operation {
    private final TenantStore tenants;
    private final WakeScheduleStore schedules;

    ShowWakeSchedule(TenantStore tenants, WakeScheduleStore schedules) {
        this.tenants = tenants;
        this.schedules = schedules;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/wake-schedule";
    }

    @Override
    public Answer handle(Call call) {
        return Answer.ok(ScheduleView.of(schedules.schedule(Tenants.existing(tenants, call.tenant()).id())));
    }
}
