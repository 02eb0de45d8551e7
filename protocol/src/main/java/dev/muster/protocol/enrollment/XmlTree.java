package dev.muster.protocol.enrollment;

import java.io.ByteArrayInputStream;
import java.io.IOException;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.stax.WstxInputFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.xml.XmlFactory;
import com.fasterxml.jackson.dataformat.xml.XmlMapper;
import org.codehaus.stax2.XMLInputFactory2;
import org.jspecify.annotations.Nullable;

import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.MalformedMessage.Reason;

/**
 * Serves the readers: one document as a tree (Jackson over Woodstox), hardened against whoever may connect. No DOCTYPE, so no
 * entity but the five predefined ones; at most {@value #MAX_BYTES} bytes, {@value #MAX_DEPTH} levels, {@value #MAX_ELEMENTS}
 * elements. In the tree attributes and children look alike, prefixes and namespaces below the root are gone, and what stands twice
 * is a list, which {@link Element} refuses where one is expected.
 */
final class XmlTree {
    static final int MAX_BYTES = 256 << 10;
    static final int MAX_DEPTH = 32;
    static final int MAX_ELEMENTS = 4000;
    private static final int MAX_ATTRIBUTES = 32;
    private static final int MAX_ATTRIBUTE = 16 << 10;

    private static final XMLInputFactory WOODSTOX = woodstox();
    private static final XmlMapper MAPPER = new XmlMapper(XmlFactory.builder().xmlInputFactory(WOODSTOX)
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(2 * MAX_DEPTH)
                    .maxStringLength(MAX_BYTES).maxDocumentLength(MAX_BYTES).build())
            .build());

    private XmlTree() {}

    private static XMLInputFactory woodstox() {
        WstxInputFactory factory = new WstxInputFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setProperty(XMLInputFactory2.P_LAZY_PARSING, false);
        factory.setProperty(WstxInputProperties.P_MAX_ELEMENT_DEPTH, MAX_DEPTH);
        factory.setProperty(WstxInputProperties.P_MAX_ELEMENT_COUNT, (long) MAX_ELEMENTS);
        factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTES_PER_ELEMENT, MAX_ATTRIBUTES);
        factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTE_SIZE, MAX_ATTRIBUTE);
        factory.setProperty(WstxInputProperties.P_MAX_TEXT_LENGTH, MAX_BYTES);
        factory.setProperty(WstxInputProperties.P_MAX_CHARACTERS, (long) MAX_BYTES);
        // What is interned stays for ever, and strangers could fill it.
        factory.setProperty(XMLInputFactory2.P_INTERN_NAMES, false);
        factory.setProperty(XMLInputFactory2.P_INTERN_NS_URIS, false);
        return factory;
    }

    /**
     * Reads a document whose root has this name.
     *
     * @param namespace the root's namespace; empty for none
     */
    static Element read(byte[] body, String namespace, String root) throws MalformedMessage {
        if (body.length > MAX_BYTES) {
            throw new MalformedMessage(Reason.TOO_LARGE, MAX_BYTES, "", "more than " + MAX_BYTES + " bytes");
        }
        XMLStreamReader reader = null;
        try {
            reader = WOODSTOX.createXMLStreamReader(new ByteArrayInputStream(body));
            enter(reader, namespace, root);
            JsonNode tree;
            try (JsonParser parser = MAPPER.getFactory().createParser(reader)) {
                tree = MAPPER.readTree(parser);
            }
            leave(reader);
            return new Element(root, tree);
        } catch (XMLStreamException | IOException broken) {
            throw refused(broken, reader);
        }
    }

    private static void enter(XMLStreamReader reader, String namespace, String root)
            throws XMLStreamException, MalformedMessage {
        while (reader.next() != XMLStreamConstants.START_ELEMENT) {
            if (reader.getEventType() == XMLStreamConstants.DTD) {
                throw new MalformedMessage(Reason.SYNTAX, offset(reader), "", "a DOCTYPE is not read");
            }
        }
        String found = reader.getNamespaceURI() == null ? "" : reader.getNamespaceURI();
        if (!root.equals(reader.getLocalName()) || !namespace.equals(found)) {
            throw new MalformedMessage(Reason.STRUCTURE, offset(reader), "", "the root element is not " + root);
        }
    }

    /** What follows the root must be well-formed, too. */
    private static void leave(XMLStreamReader reader) throws XMLStreamException {
        while (reader.hasNext()) {
            reader.next();
        }
    }

    private static MalformedMessage refused(Exception broken, @Nullable XMLStreamReader reader) {
        String said = String.valueOf(broken.getMessage());
        if (said.contains("Element Depth") || said.contains("nesting depth")) {
            return new MalformedMessage(Reason.TOO_DEEP, offset(reader), "", "more than " + MAX_DEPTH + " levels");
        }
        // Neither parser has a type for a limit that was passed.
        boolean large = said.contains("limit (") || said.contains("exceeds the maximum");
        return new MalformedMessage(large ? Reason.TOO_LARGE : Reason.SYNTAX, offset(reader), "",
                large ? "more text, elements or attributes than allowed" : "not well-formed XML");
    }

    private static long offset(@Nullable XMLStreamReader reader) {
        return reader == null ? 0 : Math.max(-1, reader.getLocation().getCharacterOffset());
    }
}
