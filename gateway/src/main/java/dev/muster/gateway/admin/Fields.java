package dev.muster.gateway.admin;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** Checks of single fields; each problem names the field. */
final class Fields {
    private static final Pattern UUID_FORM = Pattern
            .compile("[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}");

    private Fields() {}

    /** The value, which must be there. */
    static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw ApiProblem.badField(field, "is missing");
        }
        return value;
    }

    /** A text of 1 to {@code most} characters without control characters. */
    static String text(String field, @Nullable String value, int most) {
        String given = required(field, value);
        if (given.isBlank() || given.length() > most || given.chars().anyMatch(Character::isISOControl)) {
            throw ApiProblem.badField(field, "must have 1 to " + most + " characters and no control characters");
        }
        return given;
    }

    /** An optional text; absent is empty. */
    static String optionalText(String field, @Nullable String value, int most) {
        return value == null || value.isEmpty() ? "" : text(field, value, most);
    }

    /** A whole number within bounds; absent is {@code preset}. */
    static int number(String field, @Nullable Integer value, int least, int most, int preset) {
        if (value == null) {
            return preset;
        }
        if (value < least || value > most) {
            throw ApiProblem.badField(field, "must be " + least + " to " + most + ", not " + value);
        }
        return value;
    }

    /** Yes or no; absent is no. */
    static boolean flag(@Nullable Boolean value) {
        return value != null && value;
    }

    /** A UUID in its usual form. */
    static UUID uuid(String field, @Nullable String value) {
        return uuid(required(field, value)).orElseThrow(() -> ApiProblem.badField(field, "must be a UUID"));
    }

    /** A UUID in its usual form; empty if it is none. {@code UUID.fromString} alone takes shorter ones. */
    static Optional<UUID> uuid(String text) {
        return UUID_FORM.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }
}
