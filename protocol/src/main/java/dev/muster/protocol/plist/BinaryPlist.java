package dev.muster.protocol.plist;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.MalformedMessage.Reason;
import dev.muster.protocol.plist.PlistValue.PlistArray;
import dev.muster.protocol.plist.PlistValue.PlistBoolean;
import dev.muster.protocol.plist.PlistValue.PlistData;
import dev.muster.protocol.plist.PlistValue.PlistDate;
import dev.muster.protocol.plist.PlistValue.PlistDict;
import dev.muster.protocol.plist.PlistValue.PlistInteger;
import dev.muster.protocol.plist.PlistValue.PlistReal;
import dev.muster.protocol.plist.PlistValue.PlistString;

/**
 * Serves {@link PlistCodec}: reads Apple's binary form, version 00 (CFBinaryPList.c): objects, a table of their offsets,
 * and a trailer that tells where the table is. An object may be referred to from many places and from itself, so a small
 * document could stand for an endless one. Three bounds forbid it: containers nest no deeper than the limit and never hold
 * themselves, each reference that is followed counts as a node, and all that is referred to counts with its size each time.
 * A string, number, date or data object is decoded once and shared.
 */
final class BinaryPlist {
    /** How many times its own size a document may come to by referring to the same things again. */
    static final int MAX_EXPANSION = 64;

    private static final int NULL = 0x00;
    private static final int FALSE = 0x08;
    private static final int TRUE = 0x09;
    private static final int INTEGER = 0x1;
    private static final int REAL = 0x2;
    private static final int DATE = 0x33;
    private static final int DATA = 0x4;
    private static final int ASCII = 0x5;
    private static final int UTF_16 = 0x6;
    private static final int ARRAY = 0xA;
    private static final int DICT = 0xD;

    private final BinaryPlistTable table;
    private final BinaryPlistScalars scalars;
    private final int maxDepth;
    private final int maxNodes;
    private final long largestExpansion;
    private final @Nullable PlistValue[] shared;
    /** Containers that the present one stands in. */
    private final boolean[] open;

    private int depth;
    private int nodes;
    private long expanded;

    private BinaryPlist(byte[] document, DecodeLimits limits) throws MalformedMessage {
        this.table = BinaryPlistTable.read(document, limits);
        this.scalars = new BinaryPlistScalars(document, table);
        this.maxDepth = limits.maxDepth();
        // Without sharing of containers there is a byte or more for each reference.
        this.maxNodes = Math.min(limits.maxNodes(), document.length);
        this.largestExpansion = Math.min((long) document.length * MAX_EXPANSION, limits.maxBytes());
        this.shared = new PlistValue[table.objects()];
        this.open = new boolean[table.objects()];
    }

    static PlistValue decode(byte[] document, DecodeLimits limits) throws MalformedMessage {
        BinaryPlist plist = new BinaryPlist(document, limits);
        return plist.value(plist.table.top());
    }

    private PlistValue value(int object) throws MalformedMessage {
        int at = table.offsetOf(object);
        if (nodes++ == maxNodes) {
            throw malformed(Reason.TOO_LARGE, at, "more than " + maxNodes + " values");
        }
        int marker = table.octet(at);
        return switch (marker >> 4) {
            case ARRAY, DICT -> container(object, at, marker);
            default -> shared(object, at, marker);
        };
    }

    private PlistValue shared(int object, int at, int marker) throws MalformedMessage {
        PlistValue known = shared[object];
        if (known == null) {
            known = scalar(at, marker);
            shared[object] = known;
        }
        expanded += sizeOf(known);
        if (expanded > largestExpansion) {
            throw malformed(Reason.TOO_LARGE, at, "values that come to more than " + largestExpansion + " bytes");
        }
        return known;
    }

    private static int sizeOf(PlistValue scalar) {
        return switch (scalar) {
            case PlistString text -> text.value().length();
            case PlistData data -> data.value().length;
            default -> 1;
        };
    }

    private PlistValue scalar(int at, int marker) throws MalformedMessage {
        if (marker == FALSE || marker == TRUE) {
            return marker == TRUE ? PlistBoolean.TRUE : PlistBoolean.FALSE;
        }
        if (marker == DATE) {
            return new PlistDate(scalars.date(at));
        }
        return switch (marker >> 4) {
            case INTEGER -> new PlistInteger(scalars.integer(at));
            case REAL -> new PlistReal(scalars.real(at));
            case DATA -> new PlistData(scalars.data(at));
            case ASCII -> new PlistString(scalars.ascii(at));
            case UTF_16 -> new PlistString(scalars.utf16(at));
            case NULL -> throw structure(at, "a null or filler where a value belongs");
            default -> throw structure(at, "an object that no XML property list can have");
        };
    }

    private PlistValue container(int object, int at, int marker) throws MalformedMessage {
        if (open[object]) {
            throw structure(at, "a container that holds itself");
        }
        if (depth++ == maxDepth) {
            throw malformed(Reason.TOO_DEEP, at, "more than " + maxDepth + " levels of containers");
        }
        open[object] = true;
        PlistValue value = marker >> 4 == ARRAY ? array(at) : dict(at);
        open[object] = false;
        depth--;
        return value;
    }

    private PlistArray array(int at) throws MalformedMessage {
        BinaryPlistTable.Run run = table.references(at, 1);
        List<PlistValue> values = new ArrayList<>(Math.min(run.count(), maxNodes));
        for (int i = 0; i < run.count(); i++) {
            values.add(value(table.reference(run, i)));
        }
        return new PlistArray(values);
    }

    private PlistDict dict(int at) throws MalformedMessage {
        BinaryPlistTable.Run run = table.references(at, 2);
        DecodedEntries entries = new DecodedEntries();
        for (int i = 0; i < run.count(); i++) {
            if (!(value(table.reference(run, i)) instanceof PlistString key)) {
                throw structure(at, "a key that is no string");
            }
            if (entries.put(key.value(), value(table.reference(run, run.count() + i))) != null) {
                throw structure(at, "a key given twice");
            }
        }
        return new PlistDict(entries);
    }

    private static MalformedMessage structure(int at, String detail) {
        return malformed(Reason.STRUCTURE, at, detail);
    }

    private static MalformedMessage malformed(Reason reason, int at, String detail) {
        return new MalformedMessage(reason, at, "bplist", detail);
    }
}
