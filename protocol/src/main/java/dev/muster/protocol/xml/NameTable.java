package dev.muster.protocol.xml;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Serves cursors: finds the constant of an element name from its bytes, without making a string. Built once per codec,
 * immutable.
 *
 * @param <T> the elements a codec knows
 */
public final class NameTable<T extends Enum<T>> {
    private final T unknown;
    private final Function<T, String> wireName;
    private final int mask;
    private final byte[] @Nullable [] slotNames;
    private final int[] slotHashes;
    private final T[] slotTags;

    /**
     * @param tags every constant, {@code unknown} included; wire names are ASCII and differ
     * @param wireName the element name of a constant; not asked for {@code unknown}
     * @param unknown the constant of all other names
     */
    public NameTable(T[] tags, Function<T, String> wireName, T unknown) {
        this.unknown = unknown;
        this.wireName = wireName;
        int capacity = Integer.highestOneBit(tags.length * 4) << 1;
        this.mask = capacity - 1;
        this.slotNames = new byte[capacity][];
        this.slotHashes = new int[capacity];
        this.slotTags = Arrays.copyOf(tags, capacity);
        for (T tag : tags) {
            if (tag != unknown) {
                put(wireName.apply(tag).getBytes(StandardCharsets.US_ASCII), tag);
            }
        }
    }

    private void put(byte[] name, T tag) {
        int hash = 0;
        for (byte b : name) {
            hash = step(hash, b);
        }
        int slot = spread(hash) & mask;
        while (slotNames[slot] != null) {
            slot = (slot + 1) & mask;
        }
        slotNames[slot] = name;
        slotHashes[slot] = hash;
        slotTags[slot] = tag;
    }

    /** The running hash of a name, one byte further; it starts at 0. */
    static int step(int hash, byte b) {
        return hash * 31 + b;
    }

    private static int spread(int hash) {
        return hash ^ (hash >>> 7);
    }

    /** The constant of the name in these bytes, whose running hash the caller has at hand. */
    T lookup(byte[] document, int from, int to, int hash) {
        int slot = spread(hash) & mask;
        for (;;) {
            byte[] name = slotNames[slot];
            if (name == null) {
                return unknown;
            }
            if (slotHashes[slot] == hash && same(name, document, from, to)) {
                return slotTags[slot];
            }
            slot = (slot + 1) & mask;
        }
    }

    /** The constant of the name in these bytes. */
    public T lookup(byte[] document, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = step(hash, document[i]);
        }
        return lookup(document, from, to, hash);
    }

    private static boolean same(byte[] name, byte[] document, int from, int to) {
        if (name.length != to - from) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if (name[i] != document[from + i]) {
                return false;
            }
        }
        return true;
    }

    /** The name for a path in an error: names not in the table show as {@code *}, they may be misplaced content. */
    String pathName(byte[] document, int from, int to) {
        int hash = 0;
        int localFrom = from;
        for (int i = from; i < to; i++) {
            if (document[i] == ':') {
                localFrom = i + 1;
                hash = 0;
            } else {
                hash = step(hash, document[i]);
            }
        }
        T tag = lookup(document, localFrom, to, hash);
        return tag == unknown ? "*" : wireName.apply(tag);
    }

    /** The constant of all names that are not in the table. */
    public T unknown() {
        return unknown;
    }

    /** An array of constants without any: what a list of them needs to become an array. */
    public T[] none() {
        return Arrays.copyOf(slotTags, 0);
    }
}
