package dev.muster.gateway.admin;

import java.util.Map;

import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceState;

/** Wakes one device now (R17: a check-in may be started by hand at any time). */
final class SyncDevice implements Operation {
    private final ManagedDevices managed;
    private final Journal journal;
    private final Wakes wakes;

    SyncDevice(ManagedDevices managed, Journal journal, Wakes wakes) {
        this.managed = managed;
        this.journal = journal;
        this.wakes = wakes;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/devices/{device}/sync";
    }

    @Override
    public Answer handle(Call call) {
        Device device = managed.existing(call).device();
        if (device.state() != DeviceState.ENROLLED) {
            throw ApiProblem.conflict("not_enrolled", "the device is " + DeviceView.label(device.state())
                    + ", not enrolled, so it would not come", "wait until it has enrolled");
        }
        if (!wakes.device(device.tenant(), device.id())) {
            throw ApiProblem.conflict("too_many_wake_ups", "too many single wake-ups wait already",
                    "try again in a minute; the device also comes by itself within its regular interval (R17)");
        }
        journal.note(device.tenant(), "device.sync", Map.of("device", device.id().toString()));
        return Answer.accepted(Map.of("device", device.id().toString()));
    }
}
