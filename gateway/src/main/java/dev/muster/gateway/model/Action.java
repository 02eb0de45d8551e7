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
        LOCK("lock", false), RESTART("restart", true), WIPE("wipe", true),
        DEVICE_INFORMATION("deviceInformation", false);

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
                case LOCK, WIPE -> true;
                case RESTART, DEVICE_INFORMATION -> false;
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
    private static final Set<String> HARMLESS = Set.of("message", "phoneNumber");

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
