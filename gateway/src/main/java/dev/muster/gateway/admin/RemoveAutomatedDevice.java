package dev.muster.gateway.admin;

import java.util.Map;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.AutomatedDeviceStore;

/** Forgets hardware that enrols by itself: it does so no more. An enrolment that stands is not touched (R14). */
final class RemoveAutomatedDevice implements Operation {
    private final AutomatedDeviceStore devices;
    private final Journal journal;

    RemoveAutomatedDevice(AutomatedDeviceStore devices, Journal journal) {
        this.devices = devices;
        this.journal = journal;
    }

    @Override
    public String method() {
        return "DELETE";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/automated-devices/{serial}";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = call.tenant();
        String serial = AddAutomatedDevice.serial(call);
        if (!devices.remove(tenant, serial)) {
            throw ApiProblem.notFound("a device of this serial number that enrols by itself");
        }
        journal.note(tenant, "automated-device.remove", Map.of("serial", serial));
        return Answer.nothing();
    }
}
