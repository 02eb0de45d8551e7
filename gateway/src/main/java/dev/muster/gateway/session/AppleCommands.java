package dev.muster.gateway.session;

import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.Action;
import dev.muster.protocol.apple.AppleCommand;
import dev.muster.protocol.apple.AppleCommand.DeviceInformation;
import dev.muster.protocol.apple.AppleCommand.DeviceLock;
import dev.muster.protocol.apple.AppleCommand.EraseDevice;
import dev.muster.protocol.apple.AppleCommand.RestartDevice;

/** Serves {@link AppleTurn}: neutral actions in Apple's words (Apple's device-management schema, mdm/commands). */
final class AppleCommands {
    /** Facts that every Apple platform answers without a user. */
    private static final List<String> QUERIES = List.of("UDID", "SerialNumber", "DeviceName", "OSVersion",
            "BuildVersion", "Model", "ModelName", "ProductName");

    private AppleCommands() {}

    /** The command that carries out an action. */
    static AppleCommand of(Action action) {
        return switch (action.kind()) {
            case LOCK -> new DeviceLock(parameter(action, "message"), parameter(action, "phoneNumber"));
            case RESTART -> new RestartDevice();
            case WIPE -> new EraseDevice();
            case DEVICE_INFORMATION -> new DeviceInformation(QUERIES);
        };
    }

    private static Optional<String> parameter(Action action, String name) {
        return Optional.ofNullable(action.parameters().get(name)).filter(text -> !text.isBlank());
    }
}
