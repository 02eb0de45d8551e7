package dev.muster.protocol.wbxml;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.wbxml.CodePages.Page;
import dev.muster.protocol.xml.MarkupCursor;
import dev.muster.protocol.xml.NameTable;

/** Serves the cursor's tests: two small code pages, and documents over them put together byte by byte. */
final class Wbxml {
    enum Element {
        ROOT("root"), ITEM("item"), META("meta"), OTHER("");

        private final String wireName;

        Element(String wireName) {
            this.wireName = wireName;
        }
    }

    static final int ROOT = 0x05;
    static final int ITEM = 0x06;
    /** On page 1. */
    static final int META = 0x05;
    static final int CONTENT = 0x40;
    static final int ATTRIBUTES = 0x80;
    static final int PUBLIC_ID = 0x1201;

    static final CodePages<Element> PAGES = new CodePages<>(
            new NameTable<>(Element.values(), element -> element.wireName, Element.OTHER), Set.of(PUBLIC_ID),
            Set.of("-//TEST//EN"), List.of(new Page("test:root", "root item -"), new Page("test:meta", "meta")));

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Version 1.2 over the pages here, in UTF-8, without a table. */
    static Wbxml document() {
        return new Wbxml().bytes(0x02, 0xA4, 0x01, 0x6A, 0x00);
    }

    /** The same with a table. */
    static Wbxml document(String table) {
        byte[] bytes = table.getBytes(StandardCharsets.UTF_8);
        return new Wbxml().bytes(0x02, 0xA4, 0x01, 0x6A).number(bytes.length).raw(bytes);
    }

    /** Nothing yet. */
    static Wbxml empty() {
        return new Wbxml();
    }

    Wbxml bytes(int... octets) {
        for (int octet : octets) {
            out.write(octet);
        }
        return this;
    }

    Wbxml raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** A multi-byte integer in as few bytes as it takes. */
    Wbxml number(int value) {
        for (int shift = 28; shift > 0; shift -= 7) {
            if (value >>> shift != 0) {
                out.write(0x80 | (value >>> shift & 0x7F));
            }
        }
        out.write(value & 0x7F);
        return this;
    }

    Wbxml open(int token) {
        return bytes(token | CONTENT);
    }

    Wbxml end() {
        return bytes(0x01);
    }

    Wbxml inline(String text) {
        return bytes(0x03).raw(text.getBytes(StandardCharsets.UTF_8)).bytes(0x00);
    }

    Wbxml table(int index) {
        return bytes(0x83).number(index);
    }

    Wbxml opaque(byte[] bytes) {
        return bytes(0xC3).number(bytes.length).raw(bytes);
    }

    Wbxml opaque(String text) {
        return opaque(text.getBytes(StandardCharsets.UTF_8));
    }

    Wbxml entity(int code) {
        return bytes(0x02).number(code);
    }

    Wbxml page(int page) {
        return bytes(0x00, page);
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    WbxmlCursor<Element> cursor() throws MalformedMessage {
        return cursor(DecodeLimits.DEFAULT);
    }

    WbxmlCursor<Element> cursor(DecodeLimits limits) throws MalformedMessage {
        return new WbxmlCursor<>(toBytes(), limits, PAGES);
    }

    /** The document as one line of its events. */
    String trace() throws MalformedMessage {
        return trace(cursor());
    }

    static String trace(MarkupCursor<Element> cursor) throws MalformedMessage {
        StringBuilder line = new StringBuilder();
        for (;;) {
            switch (cursor.next()) {
                case START -> line.append('<').append(cursor.localName())
                        .append(cursor.tag() == Element.OTHER ? "?" : "")
                        .append('>');
                case TEXT -> line.append('"').append(cursor.text()).append('"').append(cursor.isBlank() ? " " : "");
                case END -> line.append("</>");
                case DONE -> {
                    return line.toString();
                }
            }
        }
    }
}
