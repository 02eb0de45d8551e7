package dev.muster.gateway.admin;

import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.CommandId;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.store.DeviceStore;

/**
 * Queues an action for a device's current enrolment and authority (R25). What the serving authority cannot do is refused here
 * already, and the device is not contacted (R24).
 */
final class QueueAction implements Operation {
    record Request(@Nullable String kind, @Nullable Map<String, @Nullable String> parameters) {}

    record Queued(String id) {}

    private final ManagedDevices managed;
    private final DeviceStore devices;
    private final ConnectorBacklog backlog;
    private final Journal journal;
    private final Wakes wakes;
    private final Clock clock;
    private final Supplier<UUID> ids;

    QueueAction(ManagedDevices managed, DeviceStore devices, ConnectorBacklog backlog, Journal journal, Wakes wakes,
            Clock clock, Supplier<UUID> ids) {
        this.managed = managed;
        this.devices = devices;
        this.backlog = backlog;
        this.journal = journal;
        this.wakes = wakes;
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/devices/{device}/actions";
    }

    @Override
    public Answer handle(Call call) {
        Device device = managed.existing(call).device();
        Request request = call.body(Request.class);
        return queue(device, ActionFields.action(request.kind(), request.parameters()), new CommandId(ids.get()));
    }

    /** Queues an action under this id. */
    Answer queue(Device device, Action action, CommandId id) {
        if (device.state() != DeviceState.ENROLLED) {
            throw ApiProblem.conflict("not_enrolled", "the device is " + DeviceView.label(device.state())
                    + ", not enrolled, so it would never fetch the action", "wait until it has enrolled");
        }
        ManagementAuthority authority = managed.authorityFor(action.kind(), device);
        if (authority == ManagementAuthority.CONFIGURATION_MANAGER) {
            backlog.admit(device.tenant());
        }
        if (!devices.queue(device.tenant(), device.id(), new PendingCommand(id, device.enrolment(), authority, action,
                clock.instant(), PendingCommand.State.QUEUED, 0))) {
            throw ApiProblem.conflict("queue_full", "the device has 100 pending actions already",
                    "wait until it has fetched some of them");
        }
        journal.note(device.tenant(), "action.queue", Map.of("device", device.id().toString(), "action",
                action.kind().wireName(), "id", id.toString(), "authority", authority.wireName()));
        wakes.device(device.tenant(), device.id());
        return Answer.accepted(new Queued(id.toString()));
    }
}
