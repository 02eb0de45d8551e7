package dev.muster.protocol.plist;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** A property list value. The text form of strings and data shows sizes, not content: it may be a secret. */
public sealed interface PlistValue {
    /** A dictionary in document order. */
    record PlistDict(Map<String, PlistValue> entries) implements PlistValue {
        public PlistDict {
            Map<String, PlistValue> own = entries instanceof DecodedEntries ? entries : new LinkedHashMap<>(entries);
            entries = Collections.unmodifiableMap(own);
        }

        /** The value of a key, or null when the key is absent. */
        public @Nullable PlistValue get(String key) {
            return entries.get(key);
        }

        /** The string of a key; empty when absent or of another type. */
        public Optional<String> string(String key) {
            return entries.get(key) instanceof PlistString text ? Optional.of(text.value()) : Optional.empty();
        }

        /** The bytes of a key; empty when absent or of another type. */
        public Optional<byte[]> data(String key) {
            return entries.get(key) instanceof PlistData data ? Optional.of(data.value()) : Optional.empty();
        }

        /** The truth of a key; false when absent or of another type. */
        public boolean bool(String key) {
            return entries.get(key) instanceof PlistBoolean truth && truth.value();
        }
    }

    /** An array in document order. */
    record PlistArray(List<PlistValue> values) implements PlistValue {
        public PlistArray {
            values = List.copyOf(values);
        }
    }

    /** A string. */
    record PlistString(String value) implements PlistValue {
        @Override
        public String toString() {
            return "PlistString[" + value.length() + " characters]";
        }
    }

    /** An integer in the range of a long. */
    record PlistInteger(long value) implements PlistValue {}

    /** A real number. */
    record PlistReal(double value) implements PlistValue {}

    /** True or false. */
    record PlistBoolean(boolean value) implements PlistValue {
        /** True. */
        public static final PlistBoolean TRUE = new PlistBoolean(true);
        /** False. */
        public static final PlistBoolean FALSE = new PlistBoolean(false);
    }

    /** A date with a resolution of one second, UTC. */
    record PlistDate(Instant value) implements PlistValue {}

    /** Bytes. The array is the record's own: callers neither change nor keep it. */
    @SuppressWarnings("ArrayRecordComponent") // equality by content is defined below
    record PlistData(byte[] value) implements PlistValue {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof PlistData that && java.util.Arrays.equals(value, that.value);
        }

        @Override
        public int hashCode() {
            return java.util.Arrays.hashCode(value);
        }

        @Override
        public String toString() {
            return "PlistData[" + value.length + " bytes]";
        }
    }
}
