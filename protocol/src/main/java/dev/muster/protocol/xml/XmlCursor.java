package dev.muster.protocol.xml;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.MalformedMessage.Reason;

/**
 * Serves the codecs: the cursor over XML 1.0 text, hardened against whoever may connect. It reads the array it is given
 * and never changes it.
 *
 * <p>
 * No entity exists but the five predefined ones; a DOCTYPE is stepped over unread. Memory beside the strings asked for:
 * eight bytes per level of nesting, and one KB once an element has two attributes; twice the document if it is not in
 * UTF-8. Time is linear in the document.
 *
 * <p>
 * Two leniencies, both for clients in C that send a terminator along: NUL bytes in character data are dropped, and NUL
 * bytes may follow the root element. Everything else that XML 1.0 calls not well-formed is refused, except that
 * prefixes need no declaration and a DOCTYPE may hold anything.
 *
 * @param <T> the elements a codec knows
 */
public final class XmlCursor<T extends Enum<T>> implements MarkupCursor<T>, Failures {
    static final byte[] CDATA = "<![CDATA[".getBytes(StandardCharsets.US_ASCII);

    private static final int NON_ASCII = 1;
    private static final int REFERENCES = 2;
    private static final int REWRITTEN = 4;

    private final byte[] document;
    private final int end;
    private final DecodeLimits limits;
    private final NameTable<T> names;
    private final XmlNames elementName;
    private final XmlAttributes attributes;

    private int position;
    private int eventStart;
    private long work;

    /** Start and end of the qualified name of each open element. */
    private int[] open = new int[32];
    private int depth;
    private int nodes;
    private T tag;
    private boolean emptyElement;
    private boolean rootSeen;
    private boolean doctypeSeen;

    private int textFrom;
    private int textTo;
    private int textTraits;
    private boolean cdata;

    /**
     * @param body the whole document
     * @throws MalformedMessage TOO_LARGE if it passes the limit, SYNTAX if its encoding is not read here
     */
    public XmlCursor(byte[] body, DecodeLimits limits, NameTable<T> names) throws MalformedMessage {
        this.limits = limits;
        this.names = names;
        this.tag = names.unknown();
        if (body.length > limits.maxBytes()) {
            throw new MalformedMessage(Reason.TOO_LARGE, limits.maxBytes(), "",
                    "more than " + limits.maxBytes() + " bytes");
        }
        XmlEncoding.Utf8 utf8 = XmlEncoding.read(body, new Prolog(body.length));
        this.document = utf8.document();
        this.end = document.length;
        this.position = utf8.from();
        this.elementName = new XmlNames(document, this);
        this.attributes = new XmlAttributes(document, this);
    }

    /** Errors before any element is open. */
    private record Prolog(int length) implements Failures {
        @Override
        public MalformedMessage syntax(int offset, String detail) {
            return new MalformedMessage(Reason.SYNTAX, offset, "", detail);
        }

        @Override
        public MalformedMessage truncated() {
            return syntax(length, "the document ends too early");
        }
    }

    @Override
    public Event next() throws MalformedMessage {
        eventStart = position;
        if (emptyElement) {
            emptyElement = false;
            depth--;
            return Event.END;
        }
        while (position < end) {
            if (document[position] != '<') {
                if (depth > 0) {
                    return scanText();
                }
                skipBetween();
            } else {
                Event event = scanMarkup();
                if (event != null) {
                    return event;
                }
            }
            eventStart = position;
        }
        if (depth > 0) {
            throw truncated();
        }
        if (!rootSeen) {
            throw syntax(position, "a document without an element");
        }
        return Event.DONE;
    }

    private @Nullable Event scanMarkup() throws MalformedMessage {
        int at = position;
        if (at + 1 >= end) {
            throw truncated();
        }
        return switch (document[at + 1]) {
            case '/' -> scanEndTag();
            case '?' -> passed(XmlMisc.skipInstruction(document, at, end, this));
            case '!' -> scanDeclaration();
            default -> scanStartTag();
        };
    }

    private @Nullable Event passed(int newPosition) {
        work += newPosition - position;
        position = newPosition;
        return null;
    }

    private @Nullable Event scanDeclaration() throws MalformedMessage {
        int at = position;
        if (XmlMisc.startsComment(document, at, end)) {
            return passed(XmlMisc.skipComment(document, at, end, this));
        }
        if (depth > 0 && XmlMisc.startsWith(document, at, end, CDATA)) {
            return scanCdata();
        }
        if (!rootSeen && !doctypeSeen && XmlMisc.startsDoctype(document, at, end)) {
            doctypeSeen = true;
            return passed(XmlMisc.skipDoctype(document, at, end, this));
        }
        throw XmlMisc.mayBeCut(document, at, end) ? truncated() : syntax(at, "markup that must not stand here");
    }

    /** Outside the root element: blanks, and NUL bytes after it. */
    private void skipBetween() throws MalformedMessage {
        byte b = document[position];
        if (!XmlChars.isBlank(b) && !(b == 0 && rootSeen)) {
            throw syntax(position, rootSeen ? "content after the root element" : "content before the root element");
        }
        position++;
        work++;
    }

    private Event scanText() throws MalformedMessage {
        byte[] bytes = document;
        int p = position;
        int traits = 0;
        textFrom = p;
        while (p < end) {
            byte b = bytes[p];
            if (XmlChars.TEXT[b & 0xFF] == XmlChars.PLAIN) {
                p++;
            } else if (b == '<') {
                break;
            } else {
                traits |= traitOf(b);
                p = stepOverSpecial(p);
            }
        }
        if (p >= end) {
            throw truncated();
        }
        return textEvent(p, p, traits, false);
    }

    private int stepOverSpecial(int at) throws MalformedMessage {
        return switch (document[at]) {
            case '&' -> (int) XmlText.reference(document, at, end, this);
            case 0 -> at + 1;
            case ']' -> {
                if (at + 2 < end && document[at + 1] == ']' && document[at + 2] == '>') {
                    throw syntax(at, "the end of a CDATA section outside of one");
                }
                yield at + 1;
            }
            default -> XmlChars.stepOver(document, at, end, this);
        };
    }

    private static int traitOf(byte b) {
        return b < 0 ? NON_ASCII : switch (b) {
            case '&' -> REFERENCES | REWRITTEN;
            case '\r', 0 -> REWRITTEN;
            default -> 0;
        };
    }

    private Event scanCdata() throws MalformedMessage {
        int p = position + CDATA.length;
        int traits = 0;
        textFrom = p;
        while (p < end) {
            byte b = document[p];
            if (b == ']' && p + 2 < end && document[p + 1] == ']' && document[p + 2] == '>') {
                return textEvent(p, p + 3, traits, true);
            }
            if (b >= 0x20 || b == '\n' || b == '\t' || b == 0) {
                traits |= b == 0 ? REWRITTEN : 0;
                p++;
            } else {
                traits |= traitOf(b);
                p = XmlChars.stepOver(document, p, end, this);
            }
        }
        throw truncated();
    }

    private Event textEvent(int to, int newPosition, int traits, boolean section) {
        work += newPosition - position;
        textTo = to;
        textTraits = traits;
        cdata = section;
        position = newPosition;
        return Event.TEXT;
    }

    private Event scanStartTag() throws MalformedMessage {
        if (depth == 0 && rootSeen) {
            throw syntax(position, "a second root element");
        }
        if (depth == limits.maxDepth()) {
            throw malformed(Reason.TOO_DEEP, "more than " + depth + " levels of elements");
        }
        if (nodes++ == limits.maxNodes()) {
            throw malformed(Reason.TOO_LARGE, "more than " + limits.maxNodes() + " elements");
        }
        int nameFrom = position + 1;
        int p = elementName.scan(nameFrom);
        push(nameFrom, p);
        tag = names.lookup(document, elementName.localFrom, p, elementName.localHash);
        rootSeen = true;
        if (document[p] == '>') {
            p++;
        } else {
            p = attributes.scan(p);
            emptyElement = attributes.isEmptyElement();
        }
        work += p - position;
        position = p;
        return Event.START;
    }

    private void push(int from, int to) {
        int slot = depth * 2;
        if (slot == open.length) {
            open = Arrays.copyOf(open, slot * 2);
        }
        open[slot] = from;
        open[slot + 1] = to;
        depth++;
    }

    private Event scanEndTag() throws MalformedMessage {
        if (depth == 0) {
            throw syntax(position, "an end tag without a start tag");
        }
        int slot = depth * 2 - 2;
        int nameFrom = open[slot];
        int length = open[slot + 1] - nameFrom;
        int p = position + 2;
        for (int i = 0; i < length; i++, p++) {
            if (attributes.at(p) != document[nameFrom + i]) {
                throw syntax(position, "an end tag that does not match its start tag");
            }
        }
        if (attributes.at(p) == '>') {
            p++;
        } else {
            p = attributes.expect(attributes.skipBlank(p), '>', "an end tag that does not match its start tag");
        }
        work += p - position;
        position = p;
        depth--;
        return Event.END;
    }

    @Override
    public T tag() {
        return tag;
    }

    @Override
    public String localName() {
        int from = elementName.localFrom;
        int p = from;
        while (document[p] < 0 || XmlChars.NAME[document[p]] != 0) {
            p++;
        }
        return new String(document, from, p - from, StandardCharsets.UTF_8);
    }

    @Override
    public String text() {
        if (textTraits == 0) {
            return new String(document, textFrom, textTo - textFrom, StandardCharsets.ISO_8859_1);
        }
        if (textTraits == NON_ASCII) {
            return new String(document, textFrom, textTo - textFrom, StandardCharsets.UTF_8);
        }
        work += textTo - textFrom;
        return XmlText.unescape(document, textFrom, textTo, (textTraits & REFERENCES) != 0 && !cdata);
    }

    @Override
    public boolean isBlank() {
        work += textTo - textFrom;
        for (int p = textFrom; p < textTo; p++) {
            if (document[p] != 0 && !XmlChars.isBlank(document[p])) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String leaf() throws MalformedMessage {
        return readContent(false);
    }

    @Override
    public String content() throws MalformedMessage {
        return readContent(true);
    }

    /** Most elements hold one run of text or none: those cost one string and no builder. */
    private String readContent(boolean children) throws MalformedMessage {
        int from = position;
        Event first = next();
        if (first == Event.END) {
            return "";
        }
        String text = "";
        if (first == Event.TEXT) {
            text = text();
            if (position + 1 < end && document[position] == '<' && document[position + 1] == '/') {
                scanEndTag();
                return text;
            }
            first = next();
        }
        return readParts(children, from, text, first);
    }

    private String readParts(boolean children, int from, String firstText, Event firstEvent) throws MalformedMessage {
        StringBuilder text = new StringBuilder(firstText);
        boolean raw = false;
        for (Event event = firstEvent; event != Event.END; event = next()) {
            if (event == Event.START) {
                if (!children) {
                    throw malformed(Reason.STRUCTURE, "an element where only text may stand");
                }
                raw = true;
                skip();
            } else if (!raw) {
                text.append(text());
            }
        }
        if (!raw) {
            return text.toString();
        }
        work += eventStart - from;
        return XmlText.unescape(document, from, eventStart, false);
    }

    @Override
    public MalformedMessage malformed(Reason reason, String detail) {
        return new MalformedMessage(reason, position, path(), detail);
    }

    @Override
    public MalformedMessage syntax(int offset, String detail) {
        return new MalformedMessage(Reason.SYNTAX, offset, path(), detail);
    }

    @Override
    public MalformedMessage truncated() {
        return syntax(end, "the document ends too early");
    }

    private String path() {
        StringBuilder path = new StringBuilder();
        for (int level = 0; level < depth; level++) {
            path.append(level == 0 ? "" : "/");
            path.append(names.pathName(document, open[level * 2], open[level * 2 + 1]));
        }
        return path.toString();
    }

    @Override
    public long work() {
        return work + attributes.comparisons();
    }
}
