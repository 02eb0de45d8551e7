package dev.muster.protocol.xml;

import java.io.ByteArrayInputStream;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import com.ctc.wstx.stax.WstxInputFactory;

/** Serves the cursor's tests: documents as Woodstox, hardened (no DTD, no external entities), reads them; see {@link Trace}. */
final class WoodstoxTrace {
    /** The trace of what is no document. */
    static final String REFUSED = "refused";

    /** Takes a colon for a letter like any other. */
    private final XMLInputFactory lenient = woodstox(false);
    /** Wants prefixes declared, which we do not. */
    private final XMLInputFactory strict = woodstox(true);

    private static XMLInputFactory woodstox(boolean namespaces) {
        XMLInputFactory woodstox = new WstxInputFactory();
        woodstox.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        woodstox.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        woodstox.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, namespaces);
        return woodstox;
    }

    /** Read with namespaces. */
    String strict(byte[] document) {
        return trace(strict, document);
    }

    /** Read without namespaces. */
    String lenient(byte[] document) {
        return trace(lenient, document);
    }

    private static String trace(XMLInputFactory woodstox, byte[] document) {
        Trace.Joined joined = new Trace.Joined();
        try {
            XMLStreamReader reader = woodstox.createXMLStreamReader(new ByteArrayInputStream(document));
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> joined.start(local(reader.getLocalName()));
                    case XMLStreamConstants.END_ELEMENT -> joined.end();
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> joined.text(reader.getText());
                    default -> {
                    }
                }
            }
            return joined.toString();
        } catch (XMLStreamException | RuntimeException refused) {
            // Woodstox wraps what its lazy parsing finds late in a RuntimeException.
            return REFUSED;
        }
    }

    private static String local(String qualified) {
        return qualified.substring(qualified.indexOf(':') + 1);
    }
}
