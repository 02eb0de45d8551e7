package dev.muster.gateway.session;

import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.EnrolmentProfileName;
import dev.muster.gateway.model.TenantId;
import dev.muster.protocol.apple.AppleCommand;
import dev.muster.protocol.apple.AppleCommand.App;
import dev.muster.protocol.apple.AppleCommand.ClearPasscode;
import dev.muster.protocol.apple.AppleCommand.DeviceInformation;
import dev.muster.protocol.apple.AppleCommand.DeviceLocation;
import dev.muster.protocol.apple.AppleCommand.DeviceLock;
import dev.muster.protocol.apple.AppleCommand.DisableLostMode;
import dev.muster.protocol.apple.AppleCommand.EnableLostMode;
import dev.muster.protocol.apple.AppleCommand.EraseDevice;
import dev.muster.protocol.apple.AppleCommand.InstallApplication;
import dev.muster.protocol.apple.AppleCommand.InstalledApplicationList;
import dev.muster.protocol.apple.AppleCommand.NameDevice;
import dev.muster.protocol.apple.AppleCommand.RemoveApplication;
import dev.muster.protocol.apple.AppleCommand.RemoveProfile;
import dev.muster.protocol.apple.AppleCommand.RestartDevice;
import dev.muster.protocol.apple.AppleCommand.SecurityInfo;
import dev.muster.protocol.apple.AppleMessage.Secret;

/** Serves {@link AppleTurn}: neutral actions in Apple's words (Apple's device-management schema, mdm/commands). */
final class AppleCommands {
    /** Facts that every Apple platform answers without a user. */
    private static final List<String> QUERIES = List.of("UDID", "SerialNumber", "DeviceName", "OSVersion",
            "BuildVersion", "Model", "ModelName", "ProductName");

    /** Why an action ended unsent. */
    static final String LACKING = "the device gave nothing to carry it out with, such as its unlock token";

    private AppleCommands() {}

    /**
     * The command that carries out an action; empty if the device lacks what it takes.
     *
     * @param tenant whose device it is
     * @param unlockToken what the device gave for the day its passcode is to go
     */
    static Optional<AppleCommand> of(Action action, TenantId tenant, Optional<Secret> unlockToken) {
        return switch (action.kind()) {
            case LOCK -> Optional.of(new DeviceLock(parameter(action, "message"), parameter(action, "phoneNumber")));
            case RESTART -> Optional.of(new RestartDevice());
            case WIPE -> Optional.of(new EraseDevice());
            case RETIRE -> Optional.of(new RemoveProfile(EnrolmentProfileName.of(tenant)));
            case RESET_PASSCODE -> unlockToken.map(ClearPasscode::new);
            case LOCATE -> Optional.of(new DeviceLocation());
            case ENABLE_LOST_MODE -> lostMode(action);
            case DISABLE_LOST_MODE -> Optional.of(new DisableLostMode());
            case RENAME -> parameter(action, "name").map(NameDevice::new);
            case DEVICE_INFORMATION -> Optional.of(new DeviceInformation(QUERIES));
            case SECURITY_INFORMATION -> Optional.of(new SecurityInfo());
            case INSTALLED_APPS -> Optional.of(new InstalledApplicationList());
            case INSTALL_APP -> app(action).map(InstallApplication::new);
            case REMOVE_APP -> parameter(action, "bundleId").map(RemoveApplication::new);
        };
    }

    private static Optional<AppleCommand> lostMode(Action action) {
        Optional<String> message = parameter(action, "message");
        Optional<String> number = parameter(action, "phoneNumber");
        return message.isEmpty() && number.isEmpty() ? Optional.empty()
                : Optional.of(new EnableLostMode(message, number, parameter(action, "footnote")));
    }

    private static Optional<App> app(Action action) {
        Optional<App> ofStore = parameter(action, "storeId").filter(id -> id.matches("[0-9]{1,18}"))
                .map(id -> new App.OfStore(Long.parseLong(id)));
        return ofStore.or(() -> parameter(action, "manifestUrl").map(App.OfManifest::new));
    }

    private static Optional<String> parameter(Action action, String name) {
        return Optional.ofNullable(action.parameters().get(name)).filter(text -> !text.isBlank());
    }
}
