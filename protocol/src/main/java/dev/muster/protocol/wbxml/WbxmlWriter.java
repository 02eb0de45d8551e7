package dev.muster.protocol.wbxml;

import java.util.Arrays;

import dev.muster.protocol.xml.XmlText;

/**
 * Serves encoders: WBXML 1.2 in UTF-8 without a string table, into a byte array that grows, or only its size. It writes
 * what it is told and checks characters, not nesting. One thread at a time.
 */
public final class WbxmlWriter {
    private static final int VERSION_1_2 = 0x02;
    private static final int UTF_8 = 106;
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private byte[] buffer;
    private int size;
    private int page;
    private final boolean measuring;

    /** A writer that begins with room for this many bytes. */
    public WbxmlWriter(int capacity) {
        this(new byte[capacity], false);
    }

    private WbxmlWriter(byte[] buffer, boolean measuring) {
        this.buffer = buffer;
        this.measuring = measuring;
    }

    /** A writer that counts what another would write, and keeps nothing. */
    public static WbxmlWriter measuring() {
        return new WbxmlWriter(new byte[0], true);
    }

    /**
     * Bytes written so far, and those of a switch back to page 0 where another page is the present one: sizes measured one
     * by one then add up to no less than the whole.
     */
    public int sizeOnPage0() {
        return page == 0 ? size : size + 2;
    }

    /** What was written; the writer is used no more. */
    public byte[] toByteArray() {
        if (measuring) {
            throw new IllegalStateException("a measuring writer keeps no bytes");
        }
        return size == buffer.length ? buffer : Arrays.copyOf(buffer, size);
    }

    /**
     * Writes what stands before the root element.
     *
     * @param publicId public identifier of the document, two to fourteen bits
     */
    public void header(int publicId) {
        octet(VERSION_1_2);
        if (publicId >= 0x80) {
            octet(0x80 | (publicId >> 7 & 0x7F));
        }
        octet(publicId & 0x7F);
        octet(UTF_8);
        octet(0);
    }

    /** Begins an element with content, see {@link CodePages} for its code. */
    public void open(int code) {
        start(code, Token.CONTENT);
    }

    /** Writes an element without content. */
    public void empty(int code) {
        start(code, 0);
    }

    private void start(int code, int content) {
        if (code >> 8 != page) {
            page = code >> 8;
            octet(Token.SWITCH_PAGE);
            octet(page);
        }
        octet((code & Token.NAME) | content);
    }

    /** Ends an element with content. */
    public void end() {
        octet(Token.END);
    }

    /**
     * Writes text as an inline string.
     *
     * @throws IllegalArgumentException if XML cannot carry it, see {@link XmlText#isEncodable(String)}: a message says the
     *         same in both encodings, or cannot be said
     */
    public void text(String text) {
        octet(Token.STR_I);
        int length = text.length();
        reserve(length);
        int i = 0;
        while (i < length) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x80) {
                put((byte) c);
                i++;
            } else {
                i += special(text, i);
                reserve(length - i);
            }
        }
        octet(0);
    }

    private int special(String text, int i) {
        int code = text.codePointAt(i);
        if (!XmlText.isEncodable(code)) {
            throw new IllegalArgumentException(String.format("XML cannot carry the character U+%04X", code));
        }
        reserve(4);
        if (measuring) {
            size = Math.addExact(size, XmlText.utf8Length(code));
        } else {
            size = XmlText.putUtf8(buffer, size, code);
        }
        return Character.charCount(code);
    }

    private void octet(int value) {
        reserve(1);
        put((byte) value);
    }

    private void put(byte value) {
        if (!measuring) {
            buffer[size] = value;
        }
        size = Math.addExact(size, 1);
    }

    private void reserve(int more) {
        int needed = Math.addExact(size, more);
        if (measuring || needed <= buffer.length) {
            return;
        }
        long doubled = Math.max((long) buffer.length * 2, needed);
        buffer = Arrays.copyOf(buffer, (int) Math.min(doubled, Math.max(MAX_ARRAY, needed)));
    }
}
