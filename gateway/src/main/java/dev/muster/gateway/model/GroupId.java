package dev.muster.gateway.model;

import java.util.UUID;

/** A group of users. */
public record GroupId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
