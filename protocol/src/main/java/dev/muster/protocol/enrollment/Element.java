package dev.muster.protocol.enrollment;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.MalformedMessage.Reason;

/**
 * Serves the readers: one element of an {@link XmlTree}, asked for its children and attributes by name.
 *
 * @param path names from the root
 * @param node an object if it has children or attributes, else its text; null if it says that it is nil
 */
record Element(String path, JsonNode node) {
    /** The child or attribute of this name, which must not stand twice; empty if it is absent or nil. */
    Optional<Element> child(String name) throws MalformedMessage {
        JsonNode child = node.get(name);
        if (child == null || child.isNull()) {
            return Optional.empty();
        }
        if (child.isArray()) {
            throw malformed(name + " stands more than once");
        }
        return Optional.of(new Element(path + "/" + name, child));
    }

    /** The child or attribute of this name. */
    Element required(String name) throws MalformedMessage {
        Optional<Element> child = child(name);
        if (child.isEmpty()) {
            throw malformed("without " + name);
        }
        return child.get();
    }

    /** All children of this name, in their order. */
    List<Element> all(String name) {
        JsonNode child = node.get(name);
        if (child == null || child.isNull()) {
            return List.of();
        }
        List<Element> elements = new ArrayList<>();
        if (child.isArray()) {
            child.forEach(each -> elements.add(new Element(path + "/" + name, each)));
        } else {
            elements.add(new Element(path + "/" + name, child));
        }
        return elements;
    }

    /** The text of a child, without blanks around it; empty text if it is absent. */
    String text(String name) throws MalformedMessage {
        Optional<Element> child = child(name);
        return child.isEmpty() ? "" : child.get().text();
    }

    /** This element's own text, without blanks around it. */
    String text() throws MalformedMessage {
        return rawText().strip();
    }

    /** This element's own text. */
    String rawText() throws MalformedMessage {
        JsonNode text = node.isObject() ? node.get("") : node;
        if (text == null || text.isNull()) {
            return "";
        }
        if (!text.isTextual()) {
            throw malformed("text and elements are mixed");
        }
        return text.textValue();
    }

    /** This element's own text out of base64; blanks anywhere. */
    byte[] base64() throws MalformedMessage {
        String text = rawText();
        StringBuilder packed = new StringBuilder(text.length());
        text.chars().filter(c -> c > ' ').forEach(c -> packed.append((char) c));
        try {
            return Base64.getDecoder().decode(packed.toString());
        } catch (IllegalArgumentException none) {
            throw malformed("text that is no base64");
        }
    }

    MalformedMessage malformed(String detail) {
        return new MalformedMessage(Reason.STRUCTURE, -1, path, detail);
    }
}
