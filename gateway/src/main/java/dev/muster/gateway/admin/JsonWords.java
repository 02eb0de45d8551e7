package dev.muster.gateway.admin;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import org.jspecify.annotations.Nullable;

/** Says in the API's words what the JSON library found wrong with a body. */
final class JsonWords {
    /** The library tells a field that stands twice in this message alone. */
    private static final Pattern TWICE = Pattern.compile("Duplicate [Ff]ield '([^']{1,60})[^']*'.*", Pattern.DOTALL);

    private JsonWords() {}

    /** The name of a field that stands twice in one object; empty if something else is wrong. */
    static Optional<String> fieldGivenTwice(JsonProcessingException broken) {
        Matcher twice = TWICE.matcher(String.valueOf(broken.getOriginalMessage()));
        return twice.matches() ? Optional.of(twice.group(1)) : Optional.empty();
    }

    /** What a field takes, as the end of a sentence; nothing if the library does not know it. */
    static String expected(JsonMappingException mismatch) {
        String words = mismatch instanceof MismatchedInputException typed ? words(typed.getTargetType()) : "";
        return words.isEmpty() ? "" : "; it takes " + words;
    }

    private static String words(@Nullable Class<?> type) {
        if (type == null) {
            return "";
        }
        if (type == String.class) {
            return "a text";
        }
        if (Number.class.isAssignableFrom(type) || type == int.class || type == long.class) {
            return "a whole number";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        return Map.class.isAssignableFrom(type) || type.isRecord() ? "an object" : "";
    }
}
