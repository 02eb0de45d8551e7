package dev.muster.gateway.admin;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.CommandId;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.store.ConnectorStore;

/**
 * Queues an action for a device on behalf of the site (R22). The connector names it, so that one who lost the answer may ask again
 * without a device being wiped twice (R25).
 */
final class ConnectorAction implements Operation {
    record Request(@Nullable String id, @Nullable String device, @Nullable String kind,
            @Nullable Map<String, @Nullable String> parameters) {
        @Override
        public String toString() {
            return "Request[" + id + ", " + device + ", " + kind + "]"; // parameters may hold a PIN
        }
    }

    private final ConnectorStore connectors;
    private final ManagedDevices managed;
    private final QueueAction queue;

    ConnectorAction(ConnectorStore connectors, ManagedDevices managed, QueueAction queue) {
        this.connectors = connectors;
        this.managed = managed;
        this.queue = queue;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return "/actions";
    }

    @Override
    public Answer handle(Call call) {
        Request request = call.body(Request.class);
        CommandId id = new CommandId(Fields.uuid("id", request.id()));
        DeviceId target = new DeviceId(Fields.uuid("device", request.device()));
        Device device = managed.existing(call.tenant(), target).device();
        if (connectors.wasGiven(call.tenant(), target, id)) {
            return Answer.accepted(new QueueAction.Queued(id.toString()));
        }
        managed.requireConfigurationManager(call.tenant());
        return queue.queue(device, ActionFields.action(request.kind(), request.parameters()), id);
    }
}
