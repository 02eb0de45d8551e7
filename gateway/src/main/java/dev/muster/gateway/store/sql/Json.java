package dev.muster.gateway.store.sql;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/** Compact JSON in columns, streamed: no tree, no reflection. For the codecs beside it. */
final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    /** Writes one document. */
    @FunctionalInterface
    interface Writing {
        void write(JsonGenerator out) throws IOException;
    }

    /** Reads one document, standing before its first token. */
    @FunctionalInterface
    interface Reading<T> {
        T read(JsonParser in) throws IOException;
    }

    static String write(Writing writing) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            writing.write(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException("a string cannot fail to be written", impossible);
        }
        return text.toString();
    }

    /** Throws {@link IllegalStateException} if the column holds something else; without its content. */
    static <T> T read(String what, String text, Reading<T> reading) {
        try (JsonParser in = FACTORY.createParser(text)) {
            return reading.read(in);
        } catch (IOException damaged) {
            throw new IllegalStateException("a stored " + what + " cannot be read");
        }
    }

    static void expect(JsonParser in, JsonToken token) throws IOException {
        if (in.nextToken() != token) {
            throw new IOException("expected " + token);
        }
    }

    static String nextText(JsonParser in) throws IOException {
        expect(in, JsonToken.VALUE_STRING);
        return in.getText();
    }

    static void writeTexts(JsonGenerator out, Iterable<String> texts) throws IOException {
        out.writeStartArray();
        for (String text : texts) {
            out.writeString(text);
        }
        out.writeEndArray();
    }

    static List<String> nextTexts(JsonParser in) throws IOException {
        expect(in, JsonToken.START_ARRAY);
        List<String> texts = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            texts.add(in.getText());
        }
        return texts;
    }

    /** Texts by name; nothing for an empty map. */
    static String ofMap(Map<String, String> map) {
        if (map.isEmpty()) {
            return "";
        }
        return write(out -> {
            out.writeStartObject();
            for (Map.Entry<String, String> entry : new TreeMap<>(map).entrySet()) {
                out.writeStringField(entry.getKey(), entry.getValue());
            }
            out.writeEndObject();
        });
    }

    static Map<String, String> toMap(String what, String text) {
        if (text.isEmpty()) {
            return Map.of();
        }
        return read(what, text, in -> {
            expect(in, JsonToken.START_OBJECT);
            Map<String, String> map = new TreeMap<>();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                map.put(name, nextText(in));
            }
            return map;
        });
    }
}
