package dev.muster.protocol.xml;

import java.nio.charset.StandardCharsets;

/** Serves encoders: an element's tags as bytes, made once. */
public final class XmlElement {
    final byte[] open;
    final byte[] close;
    final byte[] empty;

    private XmlElement(String name, String attributes) {
        this.open = ("<" + name + attributes + ">").getBytes(StandardCharsets.UTF_8);
        this.close = ("</" + name + ">").getBytes(StandardCharsets.UTF_8);
        this.empty = ("<" + name + attributes + "/>").getBytes(StandardCharsets.UTF_8);
    }

    /** Whether this is a local name: a name without a colon (production NCName). */
    public static boolean isName(String text) {
        if (text.isEmpty()) {
            return false;
        }
        int first = text.codePointAt(0);
        return (first < 0x80 ? XmlChars.startsName((byte) first) : XmlChars.startsName(first))
                && text.codePoints().skip(1)
                        .allMatch(c -> c < 0x80 ? XmlChars.NAME[c] != 0 : XmlChars.continuesName(c));
    }

    /** An element without attributes. */
    public static XmlElement of(String name) {
        return new XmlElement(name, "");
    }

    /** An element whose start tag always declares this default namespace. */
    public static XmlElement inNamespace(String name, String namespace) {
        return new XmlElement(name, " xmlns=\"" + namespace + "\"");
    }
}
