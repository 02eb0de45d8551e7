package dev.muster.gateway.admin;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.Action;

/** An action as a request describes it: its kind, and what that kind cannot do without. */
final class ActionFields {
    private static final int MOST_PARAMETERS = 20;
    private static final int LONGEST_NAME = 63;
    private static final String KINDS = Stream.of(Action.Kind.values()).map(Action.Kind::wireName)
            .collect(Collectors.joining(", "));

    private ActionFields() {}

    /** The action, or 400. */
    static Action action(@Nullable String name, @Nullable Map<String, @Nullable String> given) {
        Action.Kind kind = Action.Kind.ofWireName(Fields.required("kind", name)).orElseThrow(
                () -> ApiProblem.badField("kind", "must be one of " + KINDS));
        Map<String, String> parameters = new HashMap<>();
        if (given != null) {
            if (given.size() > MOST_PARAMETERS) {
                throw ApiProblem.badField("parameters", "must hold at most " + MOST_PARAMETERS);
            }
            given.forEach((parameter, value) -> {
                Fields.text("parameters", parameter, 60);
                parameters.put(parameter, Fields.text("parameters." + parameter, value, 1_000));
            });
        }
        check(kind, parameters);
        return new Action(kind, parameters);
    }

    private static void check(Action.Kind kind, Map<String, String> parameters) {
        switch (kind) {
            case ENABLE_LOST_MODE -> {
                if (!parameters.containsKey("message") && !parameters.containsKey("phoneNumber")) {
                    throw ApiProblem.badField("parameters.message",
                            "is missing: lost mode shows a message or a phoneNumber");
                }
            }
            case RENAME -> Fields.text("parameters.name", parameters.get("name"), LONGEST_NAME);
            case INSTALL_APP -> app(parameters);
            case REMOVE_APP -> Fields.text("parameters.bundleId", parameters.get("bundleId"), 255);
            case LOCK, RESTART, WIPE, RETIRE, RESET_PASSCODE, LOCATE, DISABLE_LOST_MODE, DEVICE_INFORMATION,
                    SECURITY_INFORMATION, INSTALLED_APPS -> {
            }
        }
    }

    private static void app(Map<String, String> parameters) {
        Optional<String> storeId = Optional.ofNullable(parameters.get("storeId"));
        Optional<String> manifest = Optional.ofNullable(parameters.get("manifestUrl"));
        if (storeId.isPresent() == manifest.isPresent()) {
            throw ApiProblem.badField("parameters.storeId", "or manifestUrl must be given, and not both");
        }
        if (storeId.filter(id -> !id.matches("[0-9]{1,18}")).isPresent()) {
            throw ApiProblem.badField("parameters.storeId", "must be the App Store's number of the app");
        }
        if (manifest.filter(url -> !url.startsWith("https://")).isPresent()) {
            throw ApiProblem.badField("parameters.manifestUrl", "must begin with https://");
        }
    }
}
