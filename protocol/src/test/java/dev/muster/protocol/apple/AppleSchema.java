package dev.muster.protocol.apple;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

import dev.muster.protocol.plist.PlistValue;
import dev.muster.protocol.plist.PlistValue.PlistArray;
import dev.muster.protocol.plist.PlistValue.PlistBoolean;
import dev.muster.protocol.plist.PlistValue.PlistData;
import dev.muster.protocol.plist.PlistValue.PlistDict;
import dev.muster.protocol.plist.PlistValue.PlistInteger;
import dev.muster.protocol.plist.PlistValue.PlistString;

/** Reads the tables of keys under {@code vectors/apple-schema}. */
final class AppleSchema {
    /** One key; {@code gateway} is empty where a table has no such column. */
    record SchemaKey(String message, String name, String type, String schema, String gateway) {
        boolean isAlways() {
            return schema.equals("always");
        }

        /** A value of the key's type, and for a MessageType the right one. */
        PlistValue sample() {
            if (name.equals("MessageType")) {
                return new PlistString(message);
            }
            return switch (type) {
                case "string" -> new PlistString("x" + name);
                case "data" -> new PlistData(new byte[] {1, 2, 3});
                case "boolean" -> PlistBoolean.TRUE;
                case "integer" -> new PlistInteger(1);
                case "dict" -> new PlistDict(java.util.Map.of());
                case "array" -> new PlistArray(List.of());
                default -> throw new IllegalStateException("type " + type);
            };
        }

        boolean fits(PlistValue value) {
            return value.getClass() == sample().getClass();
        }
    }

    private AppleSchema() {}

    static List<SchemaKey> table(String name) {
        try (InputStream file = Objects.requireNonNull(
                AppleSchema.class.getResourceAsStream("/vectors/apple-schema/" + name + ".csv"), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1).map(AppleSchema::key)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static SchemaKey key(String line) {
        String[] cells = line.split(",", -1);
        return new SchemaKey(cells[0], cells[1], cells[2], cells[3], cells.length > 4 ? cells[4] : "");
    }
}
