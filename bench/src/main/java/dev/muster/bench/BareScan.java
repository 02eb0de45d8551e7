package dev.muster.bench;

import java.io.ByteArrayInputStream;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.xml.MarkupCursor.Event;
import dev.muster.protocol.xml.NameTable;
import dev.muster.protocol.xml.XmlCursor;

/** The bare work a decoder stands on: every token and every character of a document, and nothing kept. */
final class BareScan {
    private static final NameTable<Any> NOTHING_KNOWN = new NameTable<>(Any.values(), any -> "", Any.ELEMENT);

    private BareScan() {}

    /** One constant for every element: a scan knows no names. */
    private enum Any {
        ELEMENT
    }

    /** Reads a document with our cursor; the sum keeps the work from being optimised away. */
    static int cursor(byte[] document) throws MalformedMessage {
        XmlCursor<Any> cursor = new XmlCursor<>(document, DecodeLimits.DEFAULT, NOTHING_KNOWN);
        int sum = 0;
        for (Event event = cursor.next(); event != Event.DONE; event = cursor.next()) {
            sum += event == Event.TEXT ? cursor.text().length() : 1;
        }
        return sum;
    }

    /** Reads a document with Woodstox, DTD and external entities off, as many a server does. */
    static int woodstox(XMLInputFactory factory, byte[] document) throws XMLStreamException {
        XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(document));
        int sum = 0;
        while (reader.hasNext()) {
            sum += reader.next() == XMLStreamReader.CHARACTERS ? reader.getText().length() : 1;
        }
        return sum;
    }

    /** A hardened Woodstox factory. */
    static XMLInputFactory woodstoxFactory() {
        XMLInputFactory factory = new com.ctc.wstx.stax.WstxInputFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory;
    }
}
