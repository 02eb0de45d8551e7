package dev.muster.gateway.model;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Something an administrator wants a device to do once.
 *
 * @param kind what
 * @param parameters texts by name, for example {@code message}
 */
public record Action(Kind kind, Map<String, String> parameters) {
    /** What can be asked. {@code onceOnly}: never sent again after a lost reply without a new decision (R25). */
    public enum Kind {
        LOCK("lock", false), RESTART("restart", true), WIPE("wipe", true), RETIRE("retire", true),
        RESET_PASSCODE("resetPasscode", true), LOCATE("locate", false), ENABLE_LOST_MODE("enableLostMode", false),
        DISABLE_LOST_MODE("disableLostMode", false), RENAME("rename", false),
        DEVICE_INFORMATION("deviceInformation", false), SECURITY_INFORMATION("securityInformation", false),
        INSTALLED_APPS("installedApps", false), INSTALL_APP("installApp", false), REMOVE_APP("removeApp", false);

        private final String wireName;
        private final boolean onceOnly;

        Kind(String wireName, boolean onceOnly) {
            this.wireName = wireName;
            this.onceOnly = onceOnly;
        }

        /** The name in the API and in the store. */
        public String wireName() {
            return wireName;
        }

        /** Whether a lost reply makes it unknown instead of due again (R25). */
        public boolean onceOnly() {
            return onceOnly;
        }

        /** Whether a switch of authority must not cancel it without an administrator's choice (R25). */
        public boolean needsChoice() {
            return switch (this) {
                case LOCK, WIPE, ENABLE_LOST_MODE -> true;
                case RESTART, RETIRE, RESET_PASSCODE, LOCATE, DISABLE_LOST_MODE, RENAME, DEVICE_INFORMATION,
                        SECURITY_INFORMATION, INSTALLED_APPS, INSTALL_APP, REMOVE_APP -> false;
            };
        }

        /** Whether it asks the device for something: what the device answers is kept. */
        public boolean asks() {
            return switch (this) {
                case DEVICE_INFORMATION, SECURITY_INFORMATION, INSTALLED_APPS, LOCATE -> true;
                case LOCK, RESTART, WIPE, RETIRE, RESET_PASSCODE, ENABLE_LOST_MODE, DISABLE_LOST_MODE, RENAME,
                        INSTALL_APP, REMOVE_APP -> false;
            };
        }

        /** The kind of this name; empty if there is none. */
        public static java.util.Optional<Kind> ofWireName(String name) {
            for (Kind kind : values()) {
                if (kind.wireName.equals(name)) {
                    return java.util.Optional.of(kind);
                }
            }
            return java.util.Optional.empty();
        }
    }

    /** Parameters that hold no secret; whatever is not named here may be a PIN. */
    private static final Set<String> HARMLESS = Set.of("message", "phoneNumber", "footnote", "name", "storeId",
            "manifestUrl", "bundleId");

    public Action {
        parameters = Map.copyOf(parameters);
    }

    /** The parameters that history keeps: an action that came to an end needs no PIN any more. */
    public Map<String, String> harmless() {
        return parameters.entrySet().stream().filter(entry -> HARMLESS.contains(entry.getKey()))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public String toString() {
        return "Action[" + kind + ", " + parameters.keySet() + "]";
    }
}
