package dev.muster.gateway.model;

import java.util.UUID;

/** One queued action. */
public record CommandId(UUID value) {
    /** Reads the usual text form; throws {@link IllegalArgumentException} on anything else. */
    public static CommandId of(String text) {
        return new CommandId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
