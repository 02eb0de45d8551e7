package dev.muster.protocol.xml;

import java.util.Arrays;

import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.MalformedMessage.Reason;

/**
 * Serves {@link XmlCursor}: checks the attributes of a start tag. No codec reads their values, so none is kept. Arrays
 * are made once an element has a second attribute; at most {@link #MAX} bound the comparisons that each one costs.
 */
final class XmlAttributes {
    /** Most attributes of one element. */
    static final int MAX = 64;

    private final byte[] document;
    private final int end;
    private final XmlCursor<?> cursor;
    private final XmlNames names;

    private int[] from = new int[1];
    private int[] to = new int[1];
    private int[] hashes = new int[1];
    private int count;
    private boolean emptyElement;
    private long comparisons;

    XmlAttributes(byte[] document, XmlCursor<?> cursor) {
        this.document = document;
        this.end = document.length;
        this.cursor = cursor;
        this.names = new XmlNames(document, cursor);
    }

    /** Whether the tag scanned last was that of an empty element. */
    boolean isEmptyElement() {
        return emptyElement;
    }

    /** Comparisons of attribute names so far. */
    long comparisons() {
        return comparisons;
    }

    /** Scans the rest of a start tag, from after the element's name, and returns the offset after its {@code >}. */
    int scan(int afterName) throws MalformedMessage {
        int p = afterName;
        count = 0;
        for (;;) {
            int afterBlank = skipBlank(p);
            byte b = at(afterBlank);
            if (b == '>' || b == '/') {
                emptyElement = b == '/';
                return emptyElement ? expect(afterBlank + 1, '>', "an empty element's tag is broken") : afterBlank + 1;
            }
            if (afterBlank == p) {
                throw cursor.syntax(p, "a start tag is broken");
            }
            int nameTo = names.scan(afterBlank);
            add(afterBlank, nameTo);
            p = scanValue(skipBlank(expect(skipBlank(nameTo), '=', "an attribute without a value")));
        }
    }

    private void add(int nameFrom, int nameTo) throws MalformedMessage {
        int hash = names.localHash;
        for (int i = 0; i < count; i++) {
            comparisons++;
            if (hashes[i] == hash && Arrays.equals(document, from[i], to[i], document, nameFrom, nameTo)) {
                throw cursor.syntax(nameFrom, "an attribute is given twice");
            }
        }
        if (count == MAX) {
            throw cursor.malformed(Reason.TOO_LARGE, "more than " + MAX + " attributes of one element");
        }
        if (count == from.length) {
            from = Arrays.copyOf(from, MAX);
            to = Arrays.copyOf(to, MAX);
            hashes = Arrays.copyOf(hashes, MAX);
        }
        from[count] = nameFrom;
        to[count] = nameTo;
        hashes[count] = hash;
        count++;
    }

    private int scanValue(int from) throws MalformedMessage {
        byte quote = at(from);
        if (quote != '"' && quote != '\'') {
            throw cursor.syntax(from, "an attribute whose value is not quoted");
        }
        int p = from + 1;
        while (p < end) {
            byte b = document[p];
            if (XmlChars.ATTRIBUTE[b & 0xFF] == XmlChars.PLAIN) {
                p++;
            } else if (b == quote) {
                return p + 1;
            } else if (b == '&') {
                p = (int) XmlText.reference(document, p, end, cursor);
            } else if (b == '<') {
                throw cursor.syntax(p, "a less-than sign in an attribute's value");
            } else {
                p = XmlChars.stepOver(document, p, end, cursor);
            }
        }
        throw cursor.truncated();
    }

    int skipBlank(int from) {
        int p = from;
        while (p < end && XmlChars.isBlank(document[p])) {
            p++;
        }
        return p;
    }

    byte at(int offset) throws MalformedMessage {
        if (offset >= end) {
            throw cursor.truncated();
        }
        return document[offset];
    }

    int expect(int offset, char wanted, String detail) throws MalformedMessage {
        if (at(offset) != wanted) {
            throw cursor.syntax(offset, detail);
        }
        return offset + 1;
    }
}
