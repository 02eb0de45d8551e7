package dev.muster.gateway.admin;

import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.CommandId;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.store.AppleStore;

/** Queues an action for a user of an Apple device, and wakes that user's channel. Only questions are asked of users. */
final class QueueUserAction implements Operation {
    record Request(@Nullable String user, @Nullable String kind) {}

    private final ManagedDevices managed;
    private final AppleStore apple;
    private final Journal journal;
    private final Wakes wakes;
    private final Clock clock;
    private final Supplier<UUID> ids;

    QueueUserAction(ManagedDevices managed, AppleStore apple, Journal journal, Wakes wakes, Clock clock,
            Supplier<UUID> ids) {
        this.managed = managed;
        this.apple = apple;
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
        return "/tenants/{tenant}/devices/{device}/user-actions";
    }

    @Override
    public Answer handle(Call call) {
        Device device = managed.existing(call).device();
        Request request = call.body(Request.class);
        String user = Fields.text("user", Fields.required("user", request.user()), 255);
        if (!Fields.required("kind", request.kind()).equals(Action.Kind.DEVICE_INFORMATION.wireName())) {
            throw ApiProblem.badField("kind", "must be deviceInformation: of users only questions are asked");
        }
        ManagementAuthority authority = managed.authorityFor(Action.Kind.DEVICE_INFORMATION, device);
        CommandId id = new CommandId(ids.get());
        PendingCommand command = new PendingCommand(id, device.enrolment(), authority,
                new Action(Action.Kind.DEVICE_INFORMATION, Map.of()), clock.instant(), PendingCommand.State.QUEUED, 0);
        if (!apple.queue(device.tenant(), device.id(), user, command, clock.instant())) {
            throw ApiProblem.conflict("no_room_for_user",
                    "the device's enrolment has no such user, or 20 actions are pending for the user already",
                    "see \"users\" of the device; a user appears there once the user's channel has reported");
        }
        journal.note(device.tenant(), "action.queue", Map.of("device", device.id().toString(), "user", user, "action",
                Action.Kind.DEVICE_INFORMATION.wireName(), "id", id.toString(), "authority", authority.wireName()));
        wakes.user(device.tenant(), device.id(), user);
        return Answer.accepted(new QueueAction.Queued(id.toString()));
    }
}
