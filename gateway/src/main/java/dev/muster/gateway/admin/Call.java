package dev.muster.gateway.admin;

import java.util.Map;
import java.util.Optional;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.GroupId;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;

/**
 * One request as operations see it: typed path parameters, query and body. What is not well formed cannot exist, so a path
 * parameter that is no id answers 404 like one that is unknown.
 */
final class Call {
    private static final String BASE = "/tenants/";

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

    /** Whether a gate settled on whose behalf it is: then the address names no tenant. */
    boolean isOfConnector() {
        return path.containsKey(ConnectorGate.SETTLED);
    }

    UserId user() {
        return new UserId(Fields.uuid(segment("user")).orElseThrow(() -> noId("user",
                "ids are UUIDs; GET " + BASE + tenant() + "/users?principalName=... finds the id of a user")));
    }

    GroupId group() {
        return new GroupId(Fields.uuid(segment("group")).orElseThrow(
                () -> noId("group", "ids are UUIDs; GET " + BASE + tenant() + "/groups lists the groups with theirs")));
    }

    DeviceId device() {
        return new DeviceId(Fields.uuid(segment("device")).orElseThrow(
                () -> noId("device",
                        "ids are UUIDs; GET " + BASE + tenant() + "/devices lists the devices with theirs")));
    }

    ManagementAuthority authority() {
        return ManagementAuthority.ofWireName(segment("authority"))
                .orElseThrow(() -> ApiProblem
                        .notFound("an authority of this name (intune, office365, configurationManager)"));
    }

    private ApiProblem noId(String name, String lookUp) {
        String asked = segment(name).replaceAll("[^\\p{L}\\p{N}@._-]", "?");
        return ApiProblem.notFound(
                name + " " + (asked.length() > 60 ? asked.substring(0, 60) : asked) + " of tenant " + tenant(), lookUp);
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
