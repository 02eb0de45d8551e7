package dev.muster.gateway.admin;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;

/**
 * One request as operations see it: typed path parameters, query and body. What is not well formed cannot exist, so a path
 * parameter that is no id answers 404 like one that is unknown.
 */
final class Call {
    private final Map<String, String> path;
    private final Map<String, String> query;
    private final byte[] body;

    Call(Map<String, String> path, Map<String, String> query, byte[] body) {
        this.path = Map.copyOf(path);
        this.query = Map.copyOf(query);
        this.body = body;
    }

    /** A path parameter as text. */
    String segment(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalStateException("the operation's path has no {" + name + "}");
        }
        return value;
    }

    TenantId tenant() {
        try {
            return new TenantId(segment("tenant"));
        } catch (IllegalArgumentException malformed) {
            throw ApiProblem.notFound("a tenant of this id");
        }
    }

    UserId user() {
        return new UserId(uuid("user", "a user of this id"));
    }

    DeviceId device() {
        return new DeviceId(uuid("device", "a device of this id"));
    }

    ManagementAuthority authority() {
        return ManagementAuthority.ofWireName(segment("authority"))
                .orElseThrow(() -> ApiProblem
                        .notFound("an authority of this name (intune, office365, configurationManager)"));
    }

    private UUID uuid(String name, String what) {
        return Fields.uuid(segment(name)).orElseThrow(() -> ApiProblem.notFound(what));
    }

    /** A query parameter; empty if absent. */
    Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /** The body as a record; every problem is told by the name of its field. */
    <T extends Record> T body(Class<T> type) {
        return Json.read(body, type);
    }
}
