package dev.muster.protocol.xml;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import dev.muster.protocol.MalformedMessage;

/**
 * Serves {@link XmlCursor}: steps over what no codec wants to see, comments, processing instructions and the DOCTYPE.
 * Each method takes the offset of the construct's {@code <} and returns the offset after its end.
 */
final class XmlMisc {
    private static final byte[] DOCTYPE = ascii("<!DOCTYPE");
    private static final byte[] COMMENT = ascii("<!--");
    private static final byte[] COMMENT_END = ascii("-->");
    private static final byte[] INSTRUCTION = ascii("<?");
    private static final byte[] INSTRUCTION_END = ascii("?>");

    private XmlMisc() {}

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static boolean startsWith(byte[] document, int at, int end, byte[] prefix) {
        return at + prefix.length <= end && Arrays.equals(document, at, at + prefix.length, prefix, 0, prefix.length);
    }

    /** Whether the document ends inside this prefix: it may be one that was cut. */
    static boolean isCutPrefix(byte[] document, int at, int end, byte[] prefix) {
        int length = end - at;
        return length < prefix.length && Arrays.equals(document, at, end, prefix, 0, length);
    }

    static boolean startsComment(byte[] document, int at, int end) {
        return startsWith(document, at, end, COMMENT);
    }

    static boolean startsDoctype(byte[] document, int at, int end) {
        return startsWith(document, at, end, DOCTYPE);
    }

    static boolean mayBeCut(byte[] document, int at, int end) {
        return isCutPrefix(document, at, end, COMMENT) || isCutPrefix(document, at, end, DOCTYPE)
                || isCutPrefix(document, at, end, XmlCursor.CDATA);
    }

    static int skipComment(byte[] document, int at, int end, Failures failures) throws MalformedMessage {
        int p = at + COMMENT.length;
        while (p < end) {
            if (document[p] == '-' && p + 1 < end && document[p + 1] == '-') {
                if (p + 2 >= end) {
                    break;
                }
                if (document[p + 2] != '>') {
                    throw failures.syntax(p, "two hyphens inside a comment");
                }
                return p + COMMENT_END.length;
            }
            p = document[p] >= 0x20 ? p + 1 : XmlChars.stepOver(document, p, end, failures);
        }
        throw failures.truncated();
    }

    static int skipInstruction(byte[] document, int at, int end, Failures failures) throws MalformedMessage {
        int target = at + INSTRUCTION.length;
        if (target >= end) {
            throw failures.truncated();
        }
        int p = skipTarget(document, target, end, failures);
        if (p - target == 3 && new String(document, target, 3, StandardCharsets.ISO_8859_1).equalsIgnoreCase("xml")) {
            throw failures.syntax(at, "an XML declaration that is not the first thing in the document");
        }
        if (p < end && !XmlChars.isBlank(document[p]) && document[p] != '?') {
            throw failures.syntax(p, "a processing instruction whose target is no name");
        }
        boolean data = p < end && XmlChars.isBlank(document[p]);
        while (p < end) {
            if (document[p] == '?' && p + 1 < end && document[p + 1] == '>') {
                return p + INSTRUCTION_END.length;
            }
            if (!data && p + 1 < end) {
                throw failures.syntax(p, "a processing instruction whose target is no name");
            }
            p = document[p] >= 0x20 ? p + 1 : XmlChars.stepOver(document, p, end, failures);
        }
        throw failures.truncated();
    }

    private static int skipTarget(byte[] document, int from, int end, Failures failures) throws MalformedMessage {
        int p = from;
        while (p < end) {
            byte b = document[p];
            if (b < 0) {
                int code = XmlChars.codePoint(document, p, end, failures);
                if (p == from ? !XmlChars.startsName(code) : !XmlChars.continuesName(code)) {
                    break;
                }
                p += XmlChars.utf8Length(code);
            } else if (p == from ? XmlChars.startsName(b) : XmlChars.NAME[b] != 0) {
                p++;
            } else {
                break;
            }
        }
        if (p == from) {
            throw failures.syntax(from, "a processing instruction without a target");
        }
        return p;
    }

    /**
     * Skips a document type declaration, internal subset included, and reads none of it: whatever entities it declares
     * stay undeclared here, whatever it points to is never fetched.
     */
    static int skipDoctype(byte[] document, int at, int end, Failures failures) throws MalformedMessage {
        int p = at + DOCTYPE.length;
        boolean subset = false;
        while (p < end) {
            byte b = document[p];
            if (b == '"' || b == '\'') {
                p = find(document, p + 1, end, new byte[] {b}, failures);
            } else if (subset && b == '<' && startsWith(document, p, end, COMMENT)) {
                p = find(document, p + COMMENT.length, end, COMMENT_END, failures);
            } else if (subset && b == '<' && startsWith(document, p, end, INSTRUCTION)) {
                p = find(document, p + INSTRUCTION.length, end, INSTRUCTION_END, failures);
            } else if (b == '>' && !subset) {
                return p + 1;
            } else {
                if (b == (subset ? '[' : ']')) {
                    throw failures.syntax(p, "a DOCTYPE with unbalanced brackets");
                }
                if (b == '[' || b == ']') {
                    subset = b == '[';
                }
                p++;
            }
        }
        throw failures.truncated();
    }

    private static int find(byte[] document, int from, int end, byte[] wanted, Failures failures)
            throws MalformedMessage {
        for (int p = from; p < end; p++) {
            if (document[p] == wanted[0] && startsWith(document, p, end, wanted)) {
                return p + wanted.length;
            }
        }
        throw failures.truncated();
    }
}
