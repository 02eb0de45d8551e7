package dev.muster.protocol.xml;

import dev.muster.protocol.MalformedMessage;

/** Serves {@link XmlCursor} and {@link XmlAttributes}: scans qualified names and remembers the last one. */
final class XmlNames {
    private final byte[] document;
    private final int end;
    private final Failures failures;

    /** Where the local part of the last name starts. */
    int localFrom;
    /** The running hash of that local part, see {@link NameTable}. */
    int localHash;

    XmlNames(byte[] document, Failures failures) {
        this.document = document;
        this.end = document.length;
        this.failures = failures;
    }

    /** Scans the name that starts here and returns the offset after it, which is inside the document. */
    int scan(int from) throws MalformedMessage {
        int p = scanPart(from);
        if (p < end && document[p] == ':') {
            p = scanPart(p + 1);
        }
        if (p >= end) {
            throw failures.truncated();
        }
        return p;
    }

    private int scanPart(int from) throws MalformedMessage {
        byte[] bytes = document;
        int p = from;
        int hash = 0;
        if (p < end && (bytes[p] < 0 || XmlChars.startsName(bytes[p]))) {
            while (p < end) {
                byte b = bytes[p];
                if (XmlChars.NAME[b & 0xFF] != 0) {
                    hash = NameTable.step(hash, b);
                    p++;
                } else if (b < 0) {
                    int after = stepOver(p, from);
                    for (; p < after; p++) {
                        hash = NameTable.step(hash, bytes[p]);
                    }
                } else {
                    break;
                }
            }
        }
        if (p == from && p < end) {
            throw failures.syntax(p, "a name is missing or broken");
        }
        localFrom = from;
        localHash = hash;
        return p;
    }

    private int stepOver(int at, int nameStart) throws MalformedMessage {
        int code = XmlChars.codePoint(document, at, end, failures);
        if (at == nameStart ? !XmlChars.startsName(code) : !XmlChars.continuesName(code)) {
            throw failures.syntax(at, "a character that no name may have");
        }
        return at + XmlChars.utf8Length(code);
    }
}
