package dev.muster.protocol.plist;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

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
import dev.muster.protocol.xml.MarkupCursor;

/** Serves {@link PlistCodec}: reads one document. It recurses once per container, which the cursor's limit bounds. */
final class PlistDecoder {
    private final MarkupCursor<PlistTag> cursor;

    PlistDecoder(MarkupCursor<PlistTag> cursor) {
        this.cursor = cursor;
    }

    PlistValue decode() throws MalformedMessage {
        if (!cursor.nextChild() || cursor.tag() != PlistTag.PLIST) {
            throw structure("the root element is not plist");
        }
        if (!cursor.nextChild()) {
            throw structure("an empty plist");
        }
        PlistValue value = value();
        if (cursor.nextChild()) {
            throw structure("more than one value in a plist");
        }
        // Reads on to the last byte: what follows the root must be well-formed, too.
        cursor.nextChild();
        return value;
    }

    private MalformedMessage structure(String detail) {
        return cursor.malformed(Reason.STRUCTURE, detail);
    }

    private PlistValue value() throws MalformedMessage {
        return switch (cursor.tag()) {
            case DICT -> dict();
            case ARRAY -> array();
            case STRING -> new PlistString(cursor.leaf());
            case INTEGER -> new PlistInteger(checked(PlistScalars.integer(cursor.leaf()), "integer"));
            case REAL -> new PlistReal(checked(PlistScalars.real(cursor.leaf()), "real"));
            case TRUE -> truth(true);
            case FALSE -> truth(false);
            case DATE -> new PlistDate(checked(PlistScalars.date(cursor.leaf()), "date"));
            case DATA -> new PlistData(checked(PlistScalars.data(cursor.leaf()), "data"));
            case KEY -> throw structure("a key where a value belongs");
            case PLIST, OTHER -> throw structure("an element that is no property list value");
        };
    }

    private <V> V checked(@Nullable V value, String kind) throws MalformedMessage {
        if (value == null) {
            throw structure("text that is no " + kind);
        }
        return value;
    }

    private PlistBoolean truth(boolean value) throws MalformedMessage {
        if (!cursor.leaf().isBlank()) {
            throw structure("text in true or false");
        }
        return value ? PlistBoolean.TRUE : PlistBoolean.FALSE;
    }

    private PlistDict dict() throws MalformedMessage {
        DecodedEntries entries = new DecodedEntries();
        while (cursor.nextChild()) {
            if (cursor.tag() != PlistTag.KEY) {
                throw structure("a value without a key");
            }
            String key = cursor.leaf();
            if (!cursor.nextChild()) {
                throw structure("a key without a value");
            }
            if (entries.put(key, value()) != null) {
                throw structure("a key given twice");
            }
        }
        return new PlistDict(entries);
    }

    private PlistArray array() throws MalformedMessage {
        List<PlistValue> values = new ArrayList<>();
        while (cursor.nextChild()) {
            values.add(value());
        }
        return new PlistArray(values);
    }
}
