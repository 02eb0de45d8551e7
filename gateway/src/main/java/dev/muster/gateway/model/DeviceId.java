package dev.muster.gateway.model;

import java.util.UUID;

/** One enrolled device; the subject of its MDM certificate. */
public record DeviceId(UUID value) {
    /** Reads the usual text form; throws {@link IllegalArgumentException} on anything else. */
    public static DeviceId of(String text) {
        return new DeviceId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
