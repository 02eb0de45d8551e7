package dev.muster.protocol.plist;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.MalformedMessage.Reason;

/**
 * Serves {@link BinaryPlist}: where things are. Every offset and length is checked against the part of the document that
 * holds objects, between the magic and the table of offsets; nothing is read outside of it.
 */
final class BinaryPlistTable {
    private static final byte[] MAGIC = "bplist00".getBytes(StandardCharsets.US_ASCII);
    private static final int TRAILER = 32;
    private static final int LONG_COUNT = 0xF;

    private final byte[] document;
    private final int tableFrom;
    private final int offsetBytes;
    private final int referenceBytes;
    private final int objects;
    private final int top;

    /**
     * Equal things one after the other.
     *
     * @param from offset of the first
     * @param count how many
     */
    record Run(int from, int count) {}

    private BinaryPlistTable(byte[] document, int tableFrom, int offsetBytes, int referenceBytes, int objects,
            int top) {
        this.document = document;
        this.tableFrom = tableFrom;
        this.offsetBytes = offsetBytes;
        this.referenceBytes = referenceBytes;
        this.objects = objects;
        this.top = top;
    }

    /** Whether these bytes claim to be a binary property list of any version. */
    static boolean isBinary(byte[] document) {
        int claimed = MAGIC.length - 2;
        return document.length >= claimed && Arrays.equals(document, 0, claimed, MAGIC, 0, claimed);
    }

    static BinaryPlistTable read(byte[] document, DecodeLimits limits) throws MalformedMessage {
        if (document.length > limits.maxBytes()) {
            throw new MalformedMessage(Reason.TOO_LARGE, limits.maxBytes(), "",
                    "more than " + limits.maxBytes() + " bytes");
        }
        if (document.length < MAGIC.length + TRAILER
                || !Arrays.equals(document, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw syntax(0, "no binary property list of version 00, or a cut one");
        }
        int trailer = document.length - TRAILER;
        int offsetBytes = document[trailer + 6];
        int referenceBytes = document[trailer + 7];
        long objects = unsigned(document, trailer + 8, 8);
        long top = unsigned(document, trailer + 16, 8);
        long tableFrom = unsigned(document, trailer + 24, 8);
        if (offsetBytes < 1 || offsetBytes > 8 || referenceBytes < 1 || referenceBytes > 8) {
            throw syntax(trailer, "offsets or references that are not of one to eight bytes");
        }
        // Each object takes a byte and an offset at least, so the first comparison keeps the product small.
        if (objects < 1 || objects > document.length || top < 0 || top >= objects || tableFrom < MAGIC.length
                || tableFrom > trailer || objects * offsetBytes != trailer - tableFrom) {
            throw syntax(trailer, "a table of offsets that does not fit the document");
        }
        return new BinaryPlistTable(document, (int) tableFrom, offsetBytes, referenceBytes, (int) objects, (int) top);
    }

    int objects() {
        return objects;
    }

    int top() {
        return top;
    }

    int offsetOf(int object) throws MalformedMessage {
        int entry = tableFrom + object * offsetBytes;
        long offset = unsigned(document, entry, offsetBytes);
        if (offset < MAGIC.length || offset >= tableFrom) {
            throw syntax(entry, "an offset outside of the objects");
        }
        return (int) offset;
    }

    /** A byte of the objects, unsigned. */
    int octet(int at) {
        return document[at] & 0xFF;
    }

    /**
     * The run of bytes that an object with a count holds.
     *
     * @param at offset of the object
     * @param size bytes of one thing, 1 to 16
     */
    Run run(int at, int size) throws MalformedMessage {
        int nibble = octet(at) & 0xF;
        int from = at + 1;
        long count = nibble;
        if (nibble == LONG_COUNT) {
            checked(from, 1);
            int marker = octet(from);
            int bytes = 1 << (marker & 0xF);
            if (marker >> 4 != 1 || bytes > 8) {
                throw syntax(from, "a count that is no integer");
            }
            checked(from + 1, bytes);
            count = unsigned(document, from + 1, bytes);
            from += 1 + bytes;
        }
        if (count < 0 || count > (tableFrom - from) / size) {
            throw syntax(at, "an object that is longer than the document");
        }
        return new Run(from, (int) count);
    }

    /** The references of a container. */
    Run references(int at, int referencesEach) throws MalformedMessage {
        return run(at, referenceBytes * referencesEach);
    }

    /** The object that a container refers to. */
    int reference(Run run, int index) throws MalformedMessage {
        int at = run.from() + index * referenceBytes;
        long object = unsigned(document, at, referenceBytes);
        if (object < 0 || object >= objects) {
            throw syntax(at, "a reference to an object that is not there");
        }
        return (int) object;
    }

    /** Checks that so many bytes of the objects begin here. */
    void checked(int from, int bytes) throws MalformedMessage {
        if (bytes > tableFrom - from) {
            throw syntax(from, "an object that is longer than the document");
        }
    }

    /** A big-endian number; eight bytes may come out negative. */
    static long unsigned(byte[] document, int from, int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | (document[from + i] & 0xFF);
        }
        return value;
    }

    static MalformedMessage syntax(int at, String detail) {
        return new MalformedMessage(Reason.SYNTAX, at, "bplist", detail);
    }
}
