package dev.muster.protocol.xml;

import dev.muster.protocol.MalformedMessage;

/** Serves the scanners of this package: which bytes and code points XML 1.0 (fifth edition, 2.2 and 2.3) allows. */
final class XmlChars {
    /** Ordinary ASCII: a scanner steps over it. */
    static final byte PLAIN = 0;
    /** Means something in character data or attribute values, is illegal, or begins a multi-byte character. */
    static final byte SPECIAL = 1;

    /** Class of each byte in character data: special are {@code < & ]}, controls, CR, NUL and all above 127. */
    static final byte[] TEXT = new byte[256];
    /** Class of each byte in an attribute value: special are {@code < & " '}, controls and all above 127. */
    static final byte[] ATTRIBUTE = new byte[256];
    /** Class of each byte in a name: 0 is no name character, 1 continues, 2 also starts; above 127 needs a look. */
    static final byte[] NAME = new byte[256];

    private static final byte CONTINUES = 1;
    private static final byte STARTS = 2;

    static {
        for (int b = 0; b < 256; b++) {
            boolean unusual = b >= 0x80 || (b < 0x20 && b != '\t' && b != '\n');
            TEXT[b] = unusual || b == '<' || b == '&' || b == ']' ? SPECIAL : PLAIN;
            ATTRIBUTE[b] = (unusual && b != '\r') || b == '<' || b == '&' || b == '"' || b == '\'' ? SPECIAL : PLAIN;
            boolean letter = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || b == '_';
            boolean rest = (b >= '0' && b <= '9') || b == '-' || b == '.';
            NAME[b] = letter ? STARTS : rest ? CONTINUES : 0;
        }
    }

    private XmlChars() {}

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }

    /** Whether a name may start with this ASCII byte; the colon is handled by the caller. */
    static boolean startsName(byte b) {
        return NAME[b & 0xFF] == STARTS;
    }

    /** Whether a document may contain this code point (production Char). */
    static boolean isChar(int c) {
        return c >= 0x20 ? c <= 0xD7FF || (c >= 0xE000 && c <= 0xFFFD) || (c >= 0x10000 && c <= 0x10FFFF)
                : c == '\t' || c == '\n' || c == '\r';
    }

    /** Whether a name may start with this code point above 127 (production NameStartChar). */
    static boolean startsName(int c) {
        return (c >= 0xC0 && c <= 0x2FF && c != 0xD7 && c != 0xF7) || (c >= 0x370 && c <= 0x1FFF && c != 0x37E)
                || c == 0x200C || c == 0x200D || (c >= 0x2070 && c <= 0x218F) || (c >= 0x2C00 && c <= 0x2FEF)
                || (c >= 0x3001 && c <= 0xD7FF) || (c >= 0xF900 && c <= 0xFDCF) || (c >= 0xFDF0 && c <= 0xFFFD)
                || (c >= 0x10000 && c <= 0xEFFFF);
    }

    /** Whether a name may continue with this code point above 127 (production NameChar). */
    static boolean continuesName(int c) {
        return startsName(c) || c == 0xB7 || (c >= 0x300 && c <= 0x36F) || c == 0x203F || c == 0x2040;
    }

    /** What {@link #tryCodePoint} gives instead of a code point. */
    private static final int NO_LEAD = -1;
    private static final int CUT = -2;
    private static final int BROKEN_OFF = -3;
    private static final int FORBIDDEN = -4;

    /**
     * The code point of the multi-byte UTF-8 sequence at {@code at}: shortest form, no surrogate, allowed in XML. Its
     * length follows from it, see {@link #utf8Length(int)}.
     */
    static int codePoint(byte[] document, int at, int end, Failures failures) throws MalformedMessage {
        int code = tryCodePoint(document, at, end);
        if (code >= 0) {
            return code;
        }
        if (code == CUT) {
            throw failures.truncated();
        }
        throw failures.syntax(at, code == NO_LEAD ? "a byte that begins no UTF-8 character"
                : code == BROKEN_OFF ? "a UTF-8 character is broken off" : "a character that XML does not allow");
    }

    /** As {@link #codePoint}, but negative where there is none. */
    static int tryCodePoint(byte[] document, int at, int end) {
        int lead = document[at] & 0xFF;
        int length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
        if (length == 0) {
            return NO_LEAD;
        }
        if (at + length > end) {
            return CUT;
        }
        int code = lead & (0xFF >> (length + 1));
        for (int i = 1; i < length; i++) {
            int next = document[at + i] & 0xFF;
            if ((next & 0xC0) != 0x80) {
                return BROKEN_OFF;
            }
            code = code << 6 | (next & 0x3F);
        }
        return utf8Length(code) == length && isChar(code) ? code : FORBIDDEN;
    }

    /** Bytes of a code point in UTF-8. */
    static int utf8Length(int code) {
        return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    }

    /** Steps over one byte or character that {@link #TEXT} or {@link #ATTRIBUTE} calls special, if XML allows it. */
    static int stepOver(byte[] document, int at, int end, Failures failures) throws MalformedMessage {
        byte b = document[at];
        if (b < 0) {
            return at + utf8Length(codePoint(document, at, end, failures));
        }
        if (!isChar(b)) {
            throw failures.syntax(at, "a control character that XML does not allow");
        }
        return at + 1;
    }
}
