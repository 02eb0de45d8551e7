package dev.muster.protocol.xml;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Serves encoders: XML as UTF-8 into a byte array that grows, or only its size. It writes what it is told and checks
 * characters, not nesting. One thread at a time.
 */
public final class XmlWriter {
    private static final byte[] DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
            .getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private byte[] buffer;
    private int size;
    private final boolean measuring;

    /** A writer that begins with room for this many bytes. */
    public XmlWriter(int capacity) {
        this(new byte[capacity], false);
    }

    private XmlWriter(byte[] buffer, boolean measuring) {
        this.buffer = buffer;
        this.measuring = measuring;
    }

    /** A writer that counts what another would write, and keeps nothing. */
    public static XmlWriter measuring() {
        return new XmlWriter(new byte[0], true);
    }

    /** Bytes written so far. */
    public int size() {
        return size;
    }

    /** What was written; the writer is used no more. */
    public byte[] toByteArray() {
        if (measuring) {
            throw new IllegalStateException("a measuring writer keeps no bytes");
        }
        return size == buffer.length ? buffer : Arrays.copyOf(buffer, size);
    }

    /** Writes bytes as they are: markup, or text known to need no escape, such as base64. */
    public void raw(byte[] bytes) {
        if (!measuring) {
            reserve(bytes.length);
            System.arraycopy(bytes, 0, buffer, size, bytes.length);
        }
        size = Math.addExact(size, bytes.length);
    }

    /** Writes the XML declaration. */
    public void declaration() {
        raw(DECLARATION);
    }

    /** Writes a start tag. */
    public void open(XmlElement element) {
        raw(element.open);
    }

    /** Writes an end tag. */
    public void close(XmlElement element) {
        raw(element.close);
    }

    /** Writes an empty element. */
    public void empty(XmlElement element) {
        raw(element.empty);
    }

    /** Writes an element around escaped text. */
    public void leaf(XmlElement element, String text) {
        raw(element.open);
        text(text);
        raw(element.close);
    }

    /**
     * Writes text, escaped.
     *
     * @throws IllegalArgumentException if XML cannot carry it, see {@link XmlText#isEncodable(String)}
     */
    public void text(String text) {
        if (measuring) {
            measure(text);
            return;
        }
        int length = text.length();
        reserve(length);
        byte[] target = buffer;
        int at = size;
        int i = 0;
        while (i < length) {
            char c = text.charAt(i);
            if (c < 0x80 && (XmlChars.TEXT[c] == XmlChars.PLAIN && c != '>')) {
                target[at++] = (byte) c;
                i++;
            } else {
                size = at;
                // Room for this character in its longest form and for the plain rest.
                reserve(length - i + 8);
                i += special(text, i);
                target = buffer;
                at = size;
            }
        }
        size = at;
    }

    /** Writes the one character at {@code i} and returns how many chars of the string it took. */
    private int special(String text, int i) {
        int code = legal(text, i);
        byte[] escape = XmlText.escape(code);
        if (escape == null) {
            size = XmlText.putUtf8(buffer, size, code);
        } else {
            System.arraycopy(escape, 0, buffer, size, escape.length);
            size += escape.length;
        }
        return Character.charCount(code);
    }

    private void measure(String text) {
        int length = text.length();
        int bytes = 0;
        int i = 0;
        while (i < length) {
            char c = text.charAt(i);
            if (c < 0x80 && XmlChars.TEXT[c] == XmlChars.PLAIN && c != '>') {
                bytes = Math.addExact(bytes, 1);
                i++;
            } else {
                int code = legal(text, i);
                byte[] escape = XmlText.escape(code);
                bytes = Math.addExact(bytes, escape == null ? XmlChars.utf8Length(code) : escape.length);
                i += Character.charCount(code);
            }
        }
        size = Math.addExact(size, bytes);
    }

    private static int legal(String text, int i) {
        int code = text.codePointAt(i);
        if (!XmlChars.isChar(code)) {
            throw new IllegalArgumentException(String.format("XML cannot carry the character U+%04X", code));
        }
        return code;
    }

    private void reserve(int more) {
        int needed = Math.addExact(size, more);
        if (needed > buffer.length) {
            long doubled = Math.max((long) buffer.length * 2, needed);
            buffer = Arrays.copyOf(buffer, (int) Math.min(doubled, Math.max(MAX_ARRAY, needed)));
        }
    }
}
