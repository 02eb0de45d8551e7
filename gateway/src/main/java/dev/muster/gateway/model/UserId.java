package dev.muster.gateway.model;

import java.util.UUID;

/** One user of a tenant's directory. */
public record UserId(UUID value) {
    /** Reads the usual text form; throws {@link IllegalArgumentException} on anything else. */
    public static UserId of(String text) {
        return new UserId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
