package dev.muster.gateway.admin;

import java.io.IOException;
import java.util.List;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import org.jspecify.annotations.Nullable;

import dev.muster.gateway.config.NearestName;

/**
 * JSON of the administrators' API: strict in what it takes (no unknown field, no field twice, no number as text), at most 32
 * levels deep. Its problems name the field, never its value.
 */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper
            .builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(32).build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION).build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .withCoercionConfig(LogicalType.Textual, Json::nothingButText).build();

    private Json() {}

    private static void nothingButText(MutableCoercionConfig text) {
        text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    }

    static <T extends Record> T read(byte[] body, Class<T> type) {
        if (body.length == 0) {
            throw ApiProblem.badBody("this needs a body, and there is none");
        }
        T value;
        try {
            value = MAPPER.readValue(body, type);
        } catch (UnrecognizedPropertyException unknown) {
            throw unknownField(unknown);
        } catch (JsonMappingException mismatch) {
            String field = path(mismatch.getPath());
            throw field.isEmpty() ? ApiProblem.badBody("the body is not a JSON object of the expected form")
                    : ApiProblem.badField(field, "has a wrong type" + JsonWords.expected(mismatch));
        } catch (JsonProcessingException broken) {
            JsonWords.fieldGivenTwice(broken).ifPresent(field -> {
                throw ApiProblem.badField(field, "is given twice");
            });
            throw notWellFormed(broken.getLocation());
        } catch (IOException impossible) {
            throw new IllegalStateException("an array has no I/O errors", impossible);
        }
        if (value == null) {
            throw ApiProblem.badBody("the body is null");
        }
        return value;
    }

    /** @param location null for what breaks a bound, such as the depth */
    private static ApiProblem notWellFormed(@Nullable JsonLocation location) {
        return ApiProblem.badBody(location == null
                ? "the body is not JSON of at most 32 levels"
                : "the body is not well-formed JSON (line " + location.getLineNr() + ", column "
                        + location.getColumnNr() + ")");
    }

    private static ApiProblem unknownField(UnrecognizedPropertyException unknown) {
        List<String> known = unknown.getKnownPropertyIds() == null ? List.of()
                : unknown.getKnownPropertyIds().stream().map(String::valueOf).toList();
        String nearest = NearestName.to(unknown.getPropertyName(), known).map(name -> "; did you mean " + name + "?")
                .orElse("");
        return ApiProblem.badField(path(unknown.getPath()), "is not known here" + nearest);
    }

    private static String path(List<JsonMappingException.Reference> references) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference reference : references) {
            String name = reference.getFieldName();
            if (name == null) {
                path.append('[').append(reference.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(name.length() > 60 ? name.substring(0, 60) : name);
            }
        }
        return path.toString();
    }

    static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("our own records can be written", impossible);
        }
    }

    /** Compact text, for what is stored. */
    static String text(Object value) {
        return new String(write(value), java.nio.charset.StandardCharsets.UTF_8);
    }
}
