package dev.muster.protocol.enrollment;

import java.io.ByteArrayOutputStream;

import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import com.ctc.wstx.stax.WstxOutputFactory;

/**
 * Serves the writers: one document through Woodstox, which closes and escapes what it is told. A text with a character that XML cannot
 * carry is an IllegalArgumentException.
 */
final class XmlOut {
    private static final XMLOutputFactory WOODSTOX = new WstxOutputFactory();

    private final XMLStreamWriter out;

    private XmlOut(XMLStreamWriter out) {
        this.out = out;
    }

    /** What writes a document's root. */
    interface Content {
        void write(XmlOut out) throws XMLStreamException;
    }

    static byte[] document(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        try {
            XMLStreamWriter writer = WOODSTOX.createXMLStreamWriter(bytes, "UTF-8");
            content.write(new XmlOut(writer));
            writer.writeEndDocument();
            writer.close();
            return bytes.toByteArray();
        } catch (XMLStreamException unwritable) {
            // Its cause quotes the text, which may be a secret.
            throw new IllegalArgumentException("a text that XML cannot carry");
        }
    }

    /** Opens an element by its prefix and name; the prefix was declared before. */
    XmlOut open(String prefix, String name, String namespace) throws XMLStreamException {
        out.writeStartElement(prefix, name, namespace);
        return this;
    }

    /** Opens an element in no namespace or in the default one. */
    XmlOut open(String name) throws XMLStreamException {
        out.writeStartElement(name);
        return this;
    }

    /** Declares a prefix on the element just opened. */
    XmlOut prefix(String prefix, String namespace) throws XMLStreamException {
        out.writeNamespace(prefix, namespace);
        return this;
    }

    /** Declares the default namespace on the element just opened. */
    XmlOut namespace(String namespace) throws XMLStreamException {
        out.writeDefaultNamespace(namespace);
        return this;
    }

    XmlOut attribute(String name, String value) throws XMLStreamException {
        out.writeAttribute(name, checked(value));
        return this;
    }

    XmlOut attribute(String prefix, String namespace, String name, String value) throws XMLStreamException {
        out.writeAttribute(prefix, namespace, name, checked(value));
        return this;
    }

    XmlOut text(String text) throws XMLStreamException {
        out.writeCharacters(checked(text));
        return this;
    }

    XmlOut close() throws XMLStreamException {
        out.writeEndElement();
        return this;
    }

    /** An element with text and nothing else. */
    XmlOut leaf(String name, String text) throws XMLStreamException {
        return open(name).text(text).close();
    }

    /** An element that says that it is nil; the prefix xsi was declared before. */
    XmlOut nil(String name) throws XMLStreamException {
        return open(name).attribute("xsi", Soap.INSTANCE, "nil", "true").close();
    }

    private static String checked(String text) {
        for (int i = 0; i < text.length();) {
            int c = text.codePointAt(i);
            boolean carried = c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c < 0xD800)
                    || (c > 0xDFFF && c < 0xFFFE) || c > 0xFFFF;
            if (!carried) {
                throw new IllegalArgumentException("a text that XML cannot carry");
            }
            i += Character.charCount(c);
        }
        return text;
    }
}
