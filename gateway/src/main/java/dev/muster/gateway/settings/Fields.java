package dev.muster.gateway.settings;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Serves the kinds of settings: reads the values an administrator gave, and remembers the first that does not fit. It never
 * repeats a value, since some are secrets.
 */
final class Fields {
    private final Map<String, Object> values;
    private final Set<String> known = new TreeSet<>();
    private CompileOutcome.@Nullable Refused problem;

    Fields(Map<String, Object> values) {
        this.values = values;
    }

    /** A whole number between two bounds; empty if it is not given or does not fit. */
    OptionalInt integer(String field, int least, int most) {
        Object value = take(field);
        if (value == null) {
            return OptionalInt.empty();
        }
        if (value instanceof Number number && isWhole(number) && number.longValue() >= least
                && number.longValue() <= most) {
            return OptionalInt.of(number.intValue());
        }
        refuse(field, field + " is not a whole number that fits.", "Give a number from " + least + " to " + most + ".");
        return OptionalInt.empty();
    }

    /** True or false; empty if it is not given or does not fit. */
    Optional<Boolean> truth(String field) {
        Object value = take(field);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Boolean truth) {
            return Optional.of(truth);
        }
        refuse(field, field + " is neither true nor false.", "Give true or false.");
        return Optional.empty();
    }

    /** A text that must be given and pass a check; an empty string if it is missing or does not fit. */
    String text(String field, Predicate<String> fits, String remedy) {
        Object value = take(field);
        if (value instanceof String text && fits.test(text)) {
            return text;
        }
        refuse(field, value == null ? field + " is missing." : field + " does not fit.", remedy);
        return "";
    }

    /** Remembers a problem unless there is one already. */
    void refuse(String field, String reason, String remedy) {
        if (problem == null) {
            problem = new CompileOutcome.Refused(field, reason, remedy);
        }
    }

    /** The first problem; a field that nobody asked for is one. */
    Optional<CompileOutcome.Refused> problem() {
        if (problem != null) {
            return Optional.of(problem);
        }
        Set<String> unknown = new HashSet<>(values.keySet());
        unknown.removeAll(known);
        return unknown.stream().sorted().findFirst().map(field -> {
            String shown = field.length() <= 40 ? field : field.substring(0, 40);
            return new CompileOutcome.Refused(shown, "This kind of setting has no field " + shown + ".",
                    "Its fields are " + String.join(", ", known) + ".");
        });
    }

    /** Whether XML can carry a text: no control characters, halves of surrogate pairs or non-characters. */
    static boolean isPlainText(String text) {
        return text.codePoints().noneMatch(c -> Character.isISOControl(c) || c == 0xFFFE || c == 0xFFFF
                || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    }

    private @Nullable Object take(String field) {
        known.add(field);
        return values.get(field);
    }

    private static boolean isWhole(Number number) {
        return switch (number) {
            case Integer _,Long _,Short _,Byte _ -> true;
            case Double real -> real == Math.rint(real);
            case BigDecimal decimal -> decimal.stripTrailingZeros().scale() <= 0 && decimal.precision() < 18;
            default -> false;
        };
    }
}
