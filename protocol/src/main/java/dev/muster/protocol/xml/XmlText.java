package dev.muster.protocol.xml;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import dev.muster.protocol.MalformedMessage;

/** Serves {@link XmlCursor} and {@link XmlWriter}: character data to strings and the measure of strings as text. */
public final class XmlText {
    private static final byte[][] ENTITY_NAMES = {ascii("lt;"), ascii("gt;"), ascii("amp;"), ascii("quot;"),
            ascii("apos;")};
    private static final long UNDECLARED = -1;
    private static final long ILLEGAL = -2;
    private static final long CUT = -3;
    private static final char[] ENTITY_CHARACTERS = {'<', '>', '&', '"', '\''};

    private static final byte[] LESS = ascii("&lt;");
    private static final byte[] GREATER = ascii("&gt;");
    private static final byte[] AMPERSAND = ascii("&amp;");
    private static final byte[] RETURN = ascii("&#13;");

    private XmlText() {}

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Reads the reference whose {@code &} stands at {@code at}: one of the five predefined entities or a character
     * reference. No other entity exists here, declared or not.
     *
     * @return code point in the high half, offset after the semicolon in the low half
     */
    static long reference(byte[] document, int at, int end, Failures failures) throws MalformedMessage {
        long reference = scan(document, at, end);
        if (reference == CUT) {
            throw failures.truncated();
        }
        if (reference < 0) {
            throw failures.syntax(at, reference == UNDECLARED ? "a reference to an entity that is not predefined"
                    : "a reference to a character that XML does not allow");
        }
        return reference;
    }

    private static long scan(byte[] document, int at, int end) {
        if (at + 1 < end && document[at + 1] == '#') {
            return scanNumber(document, at, end);
        }
        for (int i = 0; i < ENTITY_NAMES.length; i++) {
            byte[] name = ENTITY_NAMES[i];
            int after = at + 1 + name.length;
            if (after <= end && Arrays.equals(document, at + 1, after, name, 0, name.length)) {
                return (long) ENTITY_CHARACTERS[i] << 32 | after;
            }
        }
        return UNDECLARED;
    }

    private static long scanNumber(byte[] document, int at, int end) {
        boolean hexadecimal = at + 2 < end && document[at + 2] == 'x';
        int radix = hexadecimal ? 16 : 10;
        int digits = at + (hexadecimal ? 3 : 2);
        int p = digits;
        int code = 0;
        while (p < end && document[p] != ';') {
            byte b = document[p++];
            int digit = b < 0 ? -1 : Character.digit((char) b, radix);
            if (digit < 0) {
                return ILLEGAL;
            }
            // Held at one above the last code point: leading zeros may be many, an overflow may not happen.
            code = Math.min(code * radix + digit, Character.MAX_CODE_POINT + 1);
        }
        if (p >= end) {
            return CUT;
        }
        return p == digits || !XmlChars.isChar(code) ? ILLEGAL : (long) code << 32 | (p + 1);
    }

    /** Text that was checked already, with references replaced, line ends as LF and NUL bytes dropped. */
    static String unescape(byte[] document, int from, int to, boolean references) {
        // No reference is shorter than the character it stands for, so the source's length is enough.
        byte[] out = new byte[to - from];
        int size = 0;
        int p = from;
        while (p < to) {
            byte b = document[p];
            if (b == '&' && references) {
                long reference = scan(document, p, to);
                size = putUtf8(out, size, (int) (reference >> 32));
                p = (int) reference;
            } else if (b == '\r') {
                out[size++] = '\n';
                p += p + 1 < to && document[p + 1] == '\n' ? 2 : 1;
            } else {
                if (b != 0) {
                    out[size++] = b;
                }
                p++;
            }
        }
        return new String(out, 0, size, StandardCharsets.UTF_8);
    }

    /** Writes a code point as UTF-8 and returns the size then. */
    public static int putUtf8(byte[] out, int at, int code) {
        int size = at;
        if (code < 0x80) {
            out[size++] = (byte) code;
        } else if (code < 0x800) {
            out[size++] = (byte) (0xC0 | code >> 6);
            out[size++] = (byte) (0x80 | (code & 0x3F));
        } else if (code < 0x10000) {
            out[size++] = (byte) (0xE0 | code >> 12);
            out[size++] = (byte) (0x80 | (code >> 6 & 0x3F));
            out[size++] = (byte) (0x80 | (code & 0x3F));
        } else {
            out[size++] = (byte) (0xF0 | code >> 18);
            out[size++] = (byte) (0x80 | (code >> 12 & 0x3F));
            out[size++] = (byte) (0x80 | (code >> 6 & 0x3F));
            out[size++] = (byte) (0x80 | (code & 0x3F));
        }
        return size;
    }

    /** How a character is written instead of itself, or null. CR would be read back as LF if it stood as itself. */
    static byte @Nullable [] escape(int character) {
        return switch (character) {
            case '<' -> LESS;
            case '>' -> GREATER;
            case '&' -> AMPERSAND;
            case '\r' -> RETURN;
            default -> null;
        };
    }

    /**
     * Whether XML can carry every character of this text: no control characters but tab, LF and CR, no unpaired
     * surrogates. Whoever accepts text for a device asks here first, since {@link XmlWriter} refuses it later.
     */
    public static boolean isEncodable(String text) {
        return text.codePoints().allMatch(XmlChars::isChar);
    }

    /** Whether XML can carry this code point. */
    public static boolean isEncodable(int codePoint) {
        return XmlChars.isChar(codePoint);
    }

    /** Bytes of a code point in UTF-8. */
    public static int utf8Length(int codePoint) {
        return XmlChars.utf8Length(codePoint);
    }

    /**
     * How far bytes are UTF-8 text that XML can carry.
     *
     * @return the offset of the first character that is none or that XML cannot carry, {@code to} if there is none such
     */
    public static int encodableUntil(byte[] document, int from, int to) {
        int p = from;
        while (p < to) {
            byte b = document[p];
            if (b >= ' ') {
                p++;
            } else {
                int code = b < 0 ? XmlChars.tryCodePoint(document, p, to) : b;
                if (code < 0 || !XmlChars.isChar(code)) {
                    return p;
                }
                p += XmlChars.utf8Length(code);
            }
        }
        return to;
    }
}
