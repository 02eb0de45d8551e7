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
        int p = from;
        int hash = 0;
        int local = from;
        while (p < end) {
            byte b = document[p];
            if (b < 0) {
                int after = stepOver(p, local);
                for (; p < after; p++) {
                    hash = NameTable.step(hash, document[p]);
                }
            } else if (p == local ? XmlChars.startsName(b) : XmlChars.NAME[b] != 0) {
                hash = NameTable.step(hash, b);
                p++;
            } else if (b == ':' && p > local && local == from) {
                local = ++p;
                hash = 0;
            } else {
                break;
            }
        }
        if (p >= end) {
            throw failures.truncated();
        }
        if (p == local) {
            throw failures.syntax(p, "a name is missing or broken");
        }
        localFrom = local;
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
