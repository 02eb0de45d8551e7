package dev.muster.gateway.config;

import java.lang.reflect.Type;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads single values: whole numbers, yes or no, text, paths, secrets, and durations such as {@code 500ms}, {@code 30s},
 * {@code 10m}, {@code 8h}, {@code 7d}.
 */
final class ScalarBinder {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Set<Type> KNOWN = Set.of(int.class, long.class, boolean.class, String.class, Path.class,
            Secret.class, Duration.class, Integer.class, Long.class, Boolean.class);

    private final ConfigReader reader;

    ScalarBinder(ConfigReader reader) {
        this.reader = reader;
    }

    boolean knows(Type type) {
        return KNOWN.contains(type);
    }

    Object value(String path, ConfigNode written, Type type) {
        if (!(written instanceof ConfigNode.Scalar scalar)) {
            throw reader.problem(written.line(), path + " takes a single value, not a section or a list");
        }
        try {
            return value(scalar, type);
        } catch (IllegalArgumentException wrong) {
            String shown = type == Secret.class ? "" : ", not \"" + shortened(scalar.text()) + "\"";
            throw reader.problem(scalar.line(), path + " takes " + expected(type) + shown);
        }
    }

    private static Object value(ConfigNode.Scalar scalar, Type type) {
        String text = scalar.text();
        if (type == int.class || type == Integer.class) {
            return Integer.valueOf(text);
        }
        if (type == long.class || type == Long.class) {
            return Long.valueOf(text);
        }
        if (type == boolean.class || type == Boolean.class) {
            return yesOrNo(text);
        }
        if (type == Duration.class) {
            return duration(text);
        }
        if (text.isEmpty()) {
            throw new IllegalArgumentException("empty");
        }
        if (type == Path.class) {
            return path(text);
        }
        if (type == Secret.class) {
            return new Secret(text);
        }
        if (type == String.class) {
            return text;
        }
        throw new IllegalStateException("no key of type " + type + " can be read from a file");
    }

    private static boolean yesOrNo(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException wrong) {
            throw new IllegalArgumentException("not a path", wrong);
        }
    }

    private static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no duration");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private static String expected(Type type) {
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "a whole number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == Duration.class) {
            return "a duration such as 500ms, 30s, 10m, 8h or 7d";
        }
        return type == Path.class ? "a path" : "a text";
    }

    private static String shortened(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "..." : text;
    }
}
