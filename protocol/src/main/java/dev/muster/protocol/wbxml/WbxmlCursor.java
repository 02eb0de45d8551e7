package dev.muster.protocol.wbxml;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.MalformedMessage.Reason;
import dev.muster.protocol.xml.MarkupCursor;
import dev.muster.protocol.xml.XmlElement;
import dev.muster.protocol.xml.XmlText;

/**
 * Serves the codecs: the cursor over WBXML 1.0 to 1.3 (WAP-192), hardened as {@link dev.muster.protocol.xml.XmlCursor}
 * is. It reads the array it is given and never changes it.
 *
 * <p>
 * Attributes and processing instructions are stepped over; extension tokens are refused, since no message family here
 * gives them a meaning. Characters are those that XML can carry, so whatever was read here can be written as XML. Line
 * ends stay as they are. NUL bytes may follow the root element.
 *
 * <p>
 * A string of the string table costs a few bytes each time it is used, so a small document could stand for an endless
 * one: what the table's strings come to in all is bounded by {@value #MAX_EXPANSION} times the document and by
 * {@code limits.maxBytes()}. Memory beside the strings asked for: four bytes per level of nesting. Time is linear in the
 * document.
 *
 * @param <T> the elements a codec knows
 */
public final class WbxmlCursor<T extends Enum<T>> implements MarkupCursor<T> {
    /** How many times its own size a document's table may add to it. */
    static final int MAX_EXPANSION = 64;

    private final byte[] document;
    private final int end;
    private final DecodeLimits limits;
    private final CodePages<T> pages;
    private final WbxmlHeader header;
    private final WbxmlText text;
    private final long largestExpansion;

    private int position;
    private int page;
    private long expanded;
    private long work;

    /** What names each open element: its code, or -1 minus the offset of its literal name. */
    private int[] open = new int[16];
    private int depth;
    private int nodes;
    private int name;
    private T tag;
    private boolean emptyElement;
    private boolean rootSeen;
    private boolean bytesRead;
    private @Nullable String exactRead;

    /**
     * @param body the whole document
     * @throws MalformedMessage TOO_LARGE if it passes the limit, SYNTAX or STRUCTURE if its header is not read here
     */
    public WbxmlCursor(byte[] body, DecodeLimits limits, CodePages<T> pages) throws MalformedMessage {
        if (body.length > limits.maxBytes()) {
            throw new MalformedMessage(Reason.TOO_LARGE, limits.maxBytes(), "",
                    "more than " + limits.maxBytes() + " bytes");
        }
        this.document = body;
        this.end = body.length;
        this.limits = limits;
        this.pages = pages;
        this.tag = pages.unknown();
        this.header = WbxmlHeader.read(body, pages);
        this.text = new WbxmlText(body);
        this.largestExpansion = Math.min((long) body.length * MAX_EXPANSION, limits.maxBytes());
        this.position = header.tableTo();
    }

    @Override
    public Event next() throws MalformedMessage {
        if (emptyElement) {
            emptyElement = false;
            depth--;
            return Event.END;
        }
        while (position < end) {
            int from = position;
            Event event = scan(document[position++] & 0xFF);
            work += position - from;
            if (event != null) {
                return event;
            }
        }
        if (depth > 0) {
            throw truncated();
        }
        if (!rootSeen) {
            throw syntax(position, "a document without an element");
        }
        return Event.DONE;
    }

    private @Nullable Event scan(int token) throws MalformedMessage {
        if (depth == 0 && rootSeen) {
            return afterRoot(token);
        }
        return switch (token) {
            case Token.SWITCH_PAGE -> {
                page = octet();
                yield null;
            }
            case Token.PI -> {
                skipAttributes();
                yield null;
            }
            case Token.END -> {
                if (depth == 0) {
                    throw syntax(position - 1, "an END without an element");
                }
                depth--;
                yield Event.END;
            }
            case Token.ENTITY, Token.STR_I, Token.STR_T, Token.OPAQUE -> characters(token);
            default -> {
                if (Token.isExtension(token)) {
                    throw syntax(position - 1, "an extension token");
                }
                yield element(token);
            }
        };
    }

    private @Nullable Event afterRoot(int token) throws MalformedMessage {
        if (token == Token.PI) {
            skipAttributes();
        } else if (token != 0) {
            throw syntax(position - 1, "content after the root element");
        }
        return null;
    }

    private Event characters(int token) throws MalformedMessage {
        if (depth == 0) {
            throw syntax(position - 1, "content before the root element");
        }
        int from = position;
        switch (token) {
            case Token.STR_I -> {
                position = inlineEnd() + 1;
                string(from, position - 1);
            }
            case Token.STR_T -> {
                int start = tableString();
                int stop = header.stringEnd(document, start);
                expand(stop - start);
                string(start, stop);
            }
            case Token.OPAQUE -> {
                int length = number();
                if (length > end - position) {
                    throw truncated();
                }
                text.opaque(position, position + length);
                position += length;
            }
            default -> {
                int code = number();
                if (!XmlText.isEncodable(code)) {
                    throw syntax(from, "a reference to a character that XML does not allow");
                }
                text.entity(code);
            }
        }
        return Event.TEXT;
    }

    private void string(int from, int to) throws MalformedMessage {
        int broken = text.string(from, to);
        if (broken >= 0) {
            throw syntax(broken, "a string that is no UTF-8 text");
        }
    }

    private int inlineEnd() throws MalformedMessage {
        int p = position;
        while (p < end && document[p] != 0) {
            p++;
        }
        if (p == end) {
            throw truncated();
        }
        return p;
    }

    private int tableString() throws MalformedMessage {
        int at = position;
        int index = number();
        if (index >= header.tableTo() - header.tableFrom()) {
            throw syntax(at, "an index beyond the string table");
        }
        return header.tableFrom() + index;
    }

    private void expand(int bytes) throws MalformedMessage {
        work += bytes;
        expanded += bytes;
        if (expanded > largestExpansion) {
            throw malformed(Reason.TOO_LARGE, "a string table that comes to more than " + largestExpansion + " bytes");
        }
    }

    private int number() throws MalformedMessage {
        long read = MultiByte.tryRead(document, position, end);
        if (read < 0) {
            throw syntax(position, "a number is cut or too large");
        }
        position = MultiByte.after(read);
        return MultiByte.value(read);
    }

    private int octet() throws MalformedMessage {
        if (position == end) {
            throw truncated();
        }
        return document[position++] & 0xFF;
    }

    private Event element(int token) throws MalformedMessage {
        if (depth == limits.maxDepth()) {
            throw malformed(Reason.TOO_DEEP, "more than " + depth + " levels of elements");
        }
        if (nodes++ == limits.maxNodes()) {
            throw malformed(Reason.TOO_LARGE, "more than " + limits.maxNodes() + " elements");
        }
        if ((token & Token.NAME) == Token.LITERAL) {
            literal();
        } else {
            name = page << 8 | (token & Token.NAME);
            tag = pages.tagOf(name);
        }
        if (depth == open.length) {
            open = Arrays.copyOf(open, depth * 2);
        }
        open[depth++] = name;
        rootSeen = true;
        if ((token & Token.ATTRIBUTES) != 0) {
            skipAttributes();
        }
        emptyElement = (token & Token.CONTENT) == 0;
        return Event.START;
    }

    private void literal() throws MalformedMessage {
        int at = position;
        int from = tableString();
        int to = header.stringEnd(document, from);
        // Its start and end tag, where the element becomes text.
        expand(2 * (to - from));
        int localFrom = from;
        for (int p = from; p < to; p++) {
            if (document[p] == ':') {
                localFrom = p + 1;
            }
        }
        if (!XmlElement.isName(new String(document, localFrom, to - localFrom, StandardCharsets.UTF_8))) {
            throw syntax(at, "a literal that is no name");
        }
        name = -1 - localFrom;
        tag = pages.tagOf(document, localFrom, to);
    }

    /** Steps over attributes or a processing instruction, its END included. Their code pages are a space of their own. */
    private void skipAttributes() throws MalformedMessage {
        for (int token = octet(); token != Token.END; token = octet()) {
            switch (token) {
                case Token.SWITCH_PAGE -> octet();
                case Token.ENTITY, Token.LITERAL, Token.STR_T -> number();
                case Token.STR_I -> position = inlineEnd() + 1;
                case Token.OPAQUE -> {
                    int length = number();
                    if (length > end - position) {
                        throw truncated();
                    }
                    position += length;
                }
                default -> {
                    if (Token.isExtension(token) || token == Token.PI || (token & Token.NAME) == Token.LITERAL) {
                        throw syntax(position - 1, "a token that stands for no attribute");
                    }
                }
            }
        }
    }

    @Override
    public T tag() {
        return tag;
    }

    /** A token without a meaning here gets a name made of page and token. */
    @Override
    public String localName() {
        return nameOf(name);
    }

    /** The name of an element by what {@link #open} has of it. */
    String nameOf(int element) {
        if (element < 0) {
            int from = -1 - element;
            return new String(document, from, header.stringEnd(document, from) - from, StandardCharsets.UTF_8);
        }
        String known = pages.nameOf(element);
        return known == null ? "token-" + (element >> 8) + "-" + (element & 0xFF) : known;
    }

    @Override
    public String text() {
        work += text.length();
        return text.text();
    }

    @Override
    public boolean isBlank() {
        work += text.length();
        return text.isBlank();
    }

    @Override
    public boolean wasBytes() {
        return bytesRead;
    }

    @Override
    public @Nullable String exactBytes() {
        return exactRead;
    }

    @Override
    public String leaf() throws MalformedMessage {
        return read(false);
    }

    @Override
    public String content() throws MalformedMessage {
        return read(true);
    }

    /** Most elements hold one run of text or none: those cost one string and no builder. */
    private String read(boolean children) throws MalformedMessage {
        bytesRead = false;
        exactRead = null;
        Event event = next();
        if (event == Event.END) {
            return "";
        }
        if (event != Event.TEXT) {
            return parts(children, "", event);
        }
        String first = text();
        boolean bytes = text.isBytes();
        String exact = bytes ? first : text.exact();
        event = next();
        if (event == Event.END) {
            bytesRead = bytes;
            exactRead = exact;
            return first;
        }
        if (bytes) {
            throw malformed(Reason.STRUCTURE, "bytes among text");
        }
        return parts(children, first, event);
    }

    private String parts(boolean children, String first, Event firstEvent) throws MalformedMessage {
        StringBuilder joined = new StringBuilder(first);
        for (Event event = firstEvent; event != Event.END; event = next()) {
            if (event == Event.START) {
                if (!children) {
                    throw malformed(Reason.STRUCTURE, "an element where only text may stand");
                }
                return fragment(joined.toString());
            }
            append(joined);
        }
        return joined.toString();
    }

    private void append(StringBuilder joined) throws MalformedMessage {
        if (text.isBytes()) {
            throw malformed(Reason.STRUCTURE, "bytes among text");
        }
        joined.append(text());
    }

    /** The content of an element as XML, from the START of its first child, on which the cursor stands. */
    private String fragment(String before) throws MalformedMessage {
        int level = depth - 1;
        Fragment fragment = new Fragment();
        fragment.text(before);
        Event event = Event.START;
        while (event != Event.END || depth >= level) {
            switch (event) {
                case START -> fragment.start(nameOf(name), namespaceOfChild(), emptyElement);
                case TEXT -> {
                    StringBuilder run = new StringBuilder();
                    append(run);
                    fragment.text(run.toString());
                }
                case END -> fragment.end(nameOf(open[depth]));
                case DONE -> throw truncated();
            }
            event = next();
        }
        return fragment.toString();
    }

    /** The namespace that the innermost open element has to declare, being on another page than its parent. */
    private @Nullable String namespaceOfChild() {
        int parent = open[depth - 2];
        return name < 0 || parent < 0 || name >> 8 == parent >> 8 ? null : pages.namespaceOf(name);
    }

    @Override
    public MalformedMessage malformed(Reason reason, String detail) {
        return new MalformedMessage(reason, position, path(), detail);
    }

    private MalformedMessage syntax(int offset, String detail) {
        return new MalformedMessage(Reason.SYNTAX, offset, path(), detail);
    }

    private MalformedMessage truncated() {
        return syntax(end, "the document ends too early");
    }

    /** Names that the pages do not have show as {@code *}, they may be misplaced content. */
    private String path() {
        StringBuilder path = new StringBuilder();
        for (int level = 0; level < depth; level++) {
            String known = open[level] < 0 ? null : pages.nameOf(open[level]);
            path.append(level == 0 ? "" : "/").append(known == null ? "*" : known);
        }
        return path.toString();
    }

    @Override
    public long work() {
        return work;
    }
}
