package dev.muster.protocol.xml;

import org.jspecify.annotations.Nullable;

import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.MalformedMessage.Reason;

/**
 * Serves the codecs: a pull cursor over one document, forward only, whose encoding they need not know. {@link XmlCursor}
 * reads text XML; a WBXML cursor stands behind the same methods. Names are compared once, by the cursor, and reach the
 * codec as constants of {@code T}: local names decide, prefixes and namespaces are ignored, since clients put
 * {@code xmlns} wherever they like.
 *
 * <p>
 * Comments, processing instructions and the DOCTYPE never show. Every method throws {@link MalformedMessage} and nothing
 * else on bad input. One thread at a time; after an exception the cursor is used no more.
 *
 * @param <T> the elements a codec knows, with one constant for all others
 */
public interface MarkupCursor<T extends Enum<T>> {
    /** What the cursor stands on after {@link #next()}. */
    enum Event {
        /** A start tag; {@link #tag()} and {@link #localName()} tell which. An empty element gives START, then END. */
        START,
        /** A run of character data or one CDATA section; adjacent runs may come separately. */
        TEXT,
        /** The end of the innermost open element. */
        END,
        /** The end of the document: well-formed to its last byte. */
        DONE
    }

    /** Moves to the next event. After DONE it stays there. */
    Event next() throws MalformedMessage;

    /** The element of the last START. */
    T tag();

    /** The local name of the last START as it stands in the document: content of the sender, not for logs. */
    String localName();

    /** The characters of the last TEXT, references replaced, line ends as LF, NUL bytes dropped (where text XML is read). */
    String text();

    /** Whether the last TEXT holds nothing but spaces, tabs, line ends and dropped NUL bytes. */
    boolean isBlank();

    /**
     * Moves to the next child element of the innermost open element, over blank text. True: it stands on the child's
     * START, which the caller then reads to its END or {@link #skip() skips}. False: the parent's END was consumed, or,
     * outside the root, the document is DONE.
     *
     * @throws MalformedMessage STRUCTURE if other than blank text stands between the elements
     */
    default boolean nextChild() throws MalformedMessage {
        Event event = next();
        while (event == Event.TEXT) {
            if (!isBlank()) {
                throw malformed(Reason.STRUCTURE, "text between elements");
            }
            event = next();
        }
        return event == Event.START;
    }

    /** As {@link #nextChild()}, but text between the elements is ignored: for elements declared as mixed. */
    default boolean nextChildInMixed() throws MalformedMessage {
        Event event = next();
        while (event == Event.TEXT) {
            event = next();
        }
        return event == Event.START;
    }

    /**
     * From START to its END: the characters of an element without children; empty for an empty element.
     *
     * @throws MalformedMessage STRUCTURE if it has a child element
     */
    String leaf() throws MalformedMessage;

    /**
     * From START to its END: the characters of the element, or, if it has child elements, its content as serialised
     * text, the way it stands in the document (so references in it stay references).
     */
    String content() throws MalformedMessage;

    /**
     * Whether what {@link #leaf()} or {@link #content()} gave last is the base64 of bytes: a binary encoding may hold
     * bytes where text XML can only have characters.
     */
    default boolean wasBytes() {
        return false;
    }

    /**
     * The base64 of the exact bytes behind what {@link #leaf()} or {@link #content()} gave last, NUL bytes at the end included;
     * null unless they came as one run of bytes (OPAQUE), which text XML cannot hold.
     */
    default @Nullable String exactBytes() {
        return null;
    }

    /** From START to its END, whatever is inside; that is still checked and counted against the limits. */
    default void skip() throws MalformedMessage {
        int open = 1;
        while (open > 0) {
            open += switch (next()) {
                case START -> 1;
                case END -> -1;
                case TEXT, DONE -> 0;
            };
        }
    }

    /** An error at the present place, for a codec to throw. The detail names no content. */
    MalformedMessage malformed(Reason reason, String detail);

    /** Bytes looked at and comparisons made so far: what shows that work grows with the size of the document only. */
    long work();
}
