package dev.muster.gateway.admin;

import java.time.Clock;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.AppleStore;
import dev.muster.gateway.store.DeviceStore;
import dev.muster.gateway.store.EnrolmentStore;

/** Shows a device: what it is, who serves it and by which rule, what it holds, its certificates and commands. */
final class ShowDevice implements Operation {
    private static final int MOST_CERTIFICATES = 20;
    private static final int MOST_FINISHED = 100;

    record Shown(String id, String platform, @Nullable String user, String state, @Nullable String managedBy,
            long epoch,
            @Nullable String lastSeen, Device.Hardware hardware, DeviceView.Authority authority,
            List<DeviceView.Held> settings, List<DeviceView.Certificate> certificates, List<DeviceView.Pending> pending,
            List<DeviceView.Finished> finished, List<DeviceView.User> users, DeviceView.@Nullable Renewal renewal) {}

    private final ManagedDevices managed;
    private final DeviceStore devices;
    private final EnrolmentStore enrolments;
    private final AppleStore apple;
    private final Clock clock;

    ShowDevice(ManagedDevices managed, DeviceStore devices, EnrolmentStore enrolments, AppleStore apple,
            Clock clock) {
        this.managed = managed;
        this.devices = devices;
        this.enrolments = enrolments;
        this.apple = apple;
        this.clock = clock;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/devices/{device}";
    }

    @Override
    public Answer handle(Call call) {
        Device.Seen seen = managed.existing(call);
        TenantId tenant = seen.device().tenant();
        DeviceId id = seen.device().id();
        DeviceView.Row row = DeviceView.Row.of(seen);
        return Answer.ok(new Shown(row.id(), row.platform(), row.user(), row.state(), row.managedBy(), row.epoch(),
                row.lastSeen(), row.hardware(),
                DeviceView.Authority.of(managed.served(seen.device()).decision()),
                seen.device().ledger().stream().map(DeviceView.Held::of).toList(),
                enrolments.certificatesOf(tenant, id, MOST_CERTIFICATES).stream().map(DeviceView.Certificate::of)
                        .toList(),
                devices.pending(tenant, id).stream().map(DeviceView.Pending::of).toList(),
                devices.finished(tenant, id, MOST_FINISHED).stream().map(DeviceView.Finished::of).toList(),
                apple.channels(tenant, id).stream().map(DeviceView.User::of).toList(),
                DeviceView.Renewal.of(
                        enrolments.renewalsOffered(tenant, id, seen.device().enrolment(), clock.instant()))));
    }
}
