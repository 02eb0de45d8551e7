package dev.muster.gateway.config;

import java.util.List;
import java.util.Map;

/** A configuration file as written, each value with its line (from 1), so that a complaint can say where. */
sealed interface ConfigNode {
    int line();

    /** A single value; {@code text} is empty for a key without one. */
    record Scalar(String text, boolean quoted, int line) implements ConfigNode {
        @Override
        public String toString() {
            return "Scalar[line " + line + "]"; // it may be a password
        }
    }

    /** Keys in the order they were written; a value may begin below its key, so keys have lines of their own. */
    record Mapping(Map<String, ConfigNode> entries, Map<String, Integer> keyLines, int line) implements ConfigNode {
        static final Mapping EMPTY = new Mapping(Map.of(), Map.of(), 1);

        int lineOfKey(String key) {
            return keyLines.getOrDefault(key, line);
        }
    }

    /** A list. */
    record Sequence(List<ConfigNode> items, int line) implements ConfigNode {}
}
