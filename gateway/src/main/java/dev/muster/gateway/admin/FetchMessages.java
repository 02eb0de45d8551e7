package dev.muster.gateway.admin;

import java.util.Base64;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.ConnectorMessage;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.FinishedCommand;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.store.ConnectorStore;

/** Gives a connector what devices said (R22), in order, and the same again until it is acknowledged. */
final class FetchMessages implements Operation {
    private static final String NUMBER = "[0-9]{1,18}";

    record Page(List<Message> messages) {}

    /** One of the three parts is there, by the kind. */
    record Message(long sequence, String kind, String device, String at, @Nullable Status status,
            @Nullable Inventory inventory, @Nullable Result result) {}

    record Status(String platform, @Nullable String user, String state, int enrolment, @Nullable String managedBy,
            List<DeviceView.Held> settings) {}

    record Inventory(String platform, Device.Hardware hardware) {}

    /** @param data what the device answered, Base64; empty if nothing */
    record Result(String id, String kind, String outcome, String detail, String data) {}

    private final ConnectorStore connectors;

    FetchMessages(ConnectorStore connectors) {
        this.connectors = connectors;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/messages";
    }

    @Override
    public Answer handle(Call call) {
        long after = call.query("after").map(FetchMessages::number).orElse(0L);
        return Answer.ok(new Page(connectors.messages(call.tenant(), after, PageSize.of(call)).stream()
                .map(FetchMessages::message).toList()));
    }

    private static long number(String text) {
        if (!text.matches(NUMBER)) {
            throw ApiProblem.badField("after", "must be the number of a message");
        }
        return Long.parseLong(text);
    }

    private static Message message(ConnectorMessage message) {
        return switch (message) {
            case ConnectorMessage.Status(long sequence, var at, Device device) -> new Message(sequence, "status",
                    device.id().toString(), at.toString(), status(device), null, null);
            case ConnectorMessage.Inventory(long sequence, var at, Device device) -> new Message(sequence, "inventory",
                    device.id().toString(), at.toString(), null,
                    new Inventory(device.platform().wireName(), device.hardware()), null);
            case ConnectorMessage.Result(long sequence, var at, DeviceId device, FinishedCommand finished) -> new Message(
                    sequence, "result", device.toString(), at.toString(), null, null, result(finished));
        };
    }

    private static Status status(Device device) {
        return new Status(device.platform().wireName(), device.user().map(Object::toString).orElse(null),
                DeviceView.label(device.state()), device.enrolment(),
                device.managedBy().map(ManagementAuthority::wireName).orElse(null),
                device.ledger().stream().map(DeviceView.Held::of).toList());
    }

    private static Result result(FinishedCommand finished) {
        DeviceView.Finished view = DeviceView.Finished.of(finished);
        return new Result(view.id(), view.kind(), view.outcome(), view.detail(),
                Base64.getEncoder().encodeToString(finished.result()));
    }
}
