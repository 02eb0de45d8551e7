package dev.muster.protocol.plist;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

import dev.muster.protocol.plist.PlistValue.PlistArray;
import dev.muster.protocol.plist.PlistValue.PlistBoolean;
import dev.muster.protocol.plist.PlistValue.PlistData;
import dev.muster.protocol.plist.PlistValue.PlistDate;
import dev.muster.protocol.plist.PlistValue.PlistDict;
import dev.muster.protocol.plist.PlistValue.PlistInteger;
import dev.muster.protocol.plist.PlistValue.PlistReal;
import dev.muster.protocol.plist.PlistValue.PlistString;

/**
 * Serves tests: values in Apple's binary form, with the freedoms that a writer has (shared objects, widths of integers,
 * offsets and references) taken at random; or any objects at all, for documents that no writer makes.
 */
final class BinaryPlistWriter {
    private static final long EPOCH_2001 = 978_307_200L;

    private final RandomGenerator random;
    private final List<byte[]> objects = new ArrayList<>();
    private final Map<PlistValue, Integer> known = new HashMap<>();
    private final int referenceBytes;

    private BinaryPlistWriter(RandomGenerator random, int referenceBytes) {
        this.random = random;
        this.referenceBytes = referenceBytes;
    }

    static byte[] write(PlistValue value, RandomGenerator random) {
        BinaryPlistWriter writer = new BinaryPlistWriter(random, random.nextInt(2, 5));
        int top = writer.add(value);
        return document(writer.objects, random.nextInt(3, 9), writer.referenceBytes, top);
    }

    /** A document of these objects, whatever they are. */
    static byte[] document(List<byte[]> objects, int offsetBytes, int referenceBytes, long top) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("bplist00".getBytes(StandardCharsets.US_ASCII));
        ByteArrayOutputStream table = new ByteArrayOutputStream();
        for (byte[] object : objects) {
            table.writeBytes(number(out.size(), offsetBytes));
            out.writeBytes(object);
        }
        int tableFrom = out.size();
        out.writeBytes(table.toByteArray());
        out.writeBytes(new byte[6]);
        out.write(offsetBytes);
        out.write(referenceBytes);
        out.writeBytes(number(objects.size(), 8));
        out.writeBytes(number(top, 8));
        out.writeBytes(number(tableFrom, 8));
        return out.toByteArray();
    }

    /** An object with a count: its marker, its count, its content. */
    static byte[] counted(int kind, int count, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (count < 15) {
            out.write(kind << 4 | count);
        } else {
            out.write(kind << 4 | 15);
            out.write(0x12);
            out.writeBytes(number(count, 4));
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    static byte[] number(long value, int bytes) {
        byte[] out = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            int shift = 8 * (bytes - 1 - i);
            out[i] = (byte) (shift > 56 ? value >> 63 : value >> shift);
        }
        return out;
    }

    private int add(PlistValue value) {
        Integer shared = known.get(value);
        if (shared != null && random.nextInt(4) > 0) {
            return shared;
        }
        int at = objects.size();
        objects.add(new byte[0]);
        objects.set(at, object(value));
        known.put(value, at);
        return at;
    }

    private byte[] object(PlistValue value) {
        return switch (value) {
            case PlistBoolean truth -> new byte[] {(byte) (truth.value() ? 9 : 8)};
            case PlistInteger integer -> integer(integer.value());
            case PlistReal real -> counted(2, 3, number(Double.doubleToRawLongBits(real.value()), 8));
            case PlistDate date -> counted(3, 3,
                    number(Double.doubleToRawLongBits((double) (date.value().getEpochSecond() - EPOCH_2001)), 8));
            case PlistData data -> counted(4, data.value().length, data.value());
            case PlistString text -> string(text.value());
            case PlistArray array -> counted(10, array.values().size(), references(array.values()));
            case PlistDict dict -> {
                List<PlistValue> all = new ArrayList<>();
                dict.entries().keySet().forEach(key -> all.add(new PlistString(key)));
                all.addAll(dict.entries().values());
                yield counted(13, dict.entries().size(), references(all));
            }
        };
    }

    private byte[] integer(long value) {
        int least = value < 0 ? 3 : value < 1L << 8 ? 0 : value < 1L << 16 ? 1 : value < 1L << 32 ? 2 : 3;
        int power = random.nextInt(least, 5);
        return counted(1, power, number(value, 1 << power));
    }

    private byte[] string(String text) {
        boolean ascii = text.chars().allMatch(c -> c < 0x80);
        if (ascii && random.nextInt(4) > 0) {
            return counted(5, text.length(), text.getBytes(StandardCharsets.US_ASCII));
        }
        return counted(6, text.length(), text.getBytes(StandardCharsets.UTF_16BE));
    }

    private byte[] references(List<PlistValue> values) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (PlistValue value : values) {
            out.writeBytes(number(add(value), referenceBytes));
        }
        return out.toByteArray();
    }
}
