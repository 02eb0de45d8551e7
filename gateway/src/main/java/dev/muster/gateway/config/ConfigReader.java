package dev.muster.gateway.config;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

/** Reads YAML into {@link ConfigNode}s. At most 64 levels deep; a key may stand only once. */
final class ConfigReader {
    private static final int MAX_DEPTH = 64;
    private static final YAMLFactory YAML = new YAMLFactory();

    private final String file;

    /** @param file the name to complain under */
    ConfigReader(String file) {
        this.file = file;
    }

    /** Reads a whole document; an empty one is an empty mapping. */
    ConfigNode.Mapping read(String text) {
        try (JsonParser parser = YAML.createParser(text)) {
            if (parser.nextToken() == null) {
                return ConfigNode.Mapping.EMPTY;
            }
            ConfigNode root = node(parser, 0);
            if (parser.nextToken() != null) {
                throw problem(line(parser), "a second document begins; one file is one document");
            }
            return switch (root) {
                case ConfigNode.Mapping mapping -> mapping;
                case ConfigNode.Scalar scalar when scalar.text().isEmpty() -> ConfigNode.Mapping.EMPTY;
                case ConfigNode.Scalar _,ConfigNode.Sequence _ -> throw problem(root.line(),
                        "the file must hold keys with values, such as \"host: gateway.example\"");
            };
        } catch (JsonProcessingException broken) {
            int line = broken.getLocation() == null ? 1 : broken.getLocation().getLineNr();
            throw problem(line, "not readable as YAML; check indentation, colons and quotes near this line");
        } catch (IOException impossible) {
            throw new IllegalStateException("a text has no I/O errors", impossible);
        }
    }

    private ConfigNode node(JsonParser parser, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw problem(line(parser), "nested deeper than " + MAX_DEPTH + " levels");
        }
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return mapping(parser, depth);
        }
        if (token == JsonToken.START_ARRAY) {
            int line = line(parser);
            List<ConfigNode> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(node(parser, depth + 1));
            }
            return new ConfigNode.Sequence(items, line);
        }
        if (token == JsonToken.VALUE_NULL) {
            return new ConfigNode.Scalar("", false, line(parser));
        }
        return new ConfigNode.Scalar(parser.getText(), token == JsonToken.VALUE_STRING, line(parser));
    }

    private ConfigNode.Mapping mapping(JsonParser parser, int depth) throws IOException {
        int line = line(parser);
        Map<String, ConfigNode> entries = new LinkedHashMap<>();
        Map<String, Integer> keyLines = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            int keyLine = line(parser);
            keyLines.put(key, keyLine);
            parser.nextToken();
            if (entries.put(key, node(parser, depth + 1)) != null) {
                throw problem(keyLine, "the key \"" + key + "\" stands twice");
            }
        }
        return new ConfigNode.Mapping(entries, keyLines, line);
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    ConfigurationProblem problem(int line, String what) {
        return new ConfigurationProblem(file + ":" + line + ": " + what);
    }
}
