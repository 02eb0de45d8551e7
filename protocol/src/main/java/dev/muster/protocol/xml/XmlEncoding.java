package dev.muster.protocol.xml;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import dev.muster.protocol.MalformedMessage;

/**
 * Serves {@link XmlCursor}: finds out a document's encoding (XML 1.0, appendix F) and brings it to UTF-8. UTF-8 and its
 * subset US-ASCII are read in place; UTF-16 and ISO-8859-1 are transcoded, which costs at most twice the document; all
 * others are refused.
 */
final class XmlEncoding {
    private static final byte[] UTF8_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] DECLARATION = "<?xml".getBytes(StandardCharsets.US_ASCII);

    /** The document in UTF-8 and where its content begins, after byte order mark and XML declaration. */
    @SuppressWarnings("ArrayRecordComponent") // a pair to return, never compared
    record Utf8(byte[] document, int from) {}

    private final byte[] document;
    private final Failures failures;
    private int at;

    private XmlEncoding(byte[] document, int at, Failures failures) {
        this.document = document;
        this.at = at;
        this.failures = failures;
    }

    static Utf8 read(byte[] body, Failures failures) throws MalformedMessage {
        Charset wide = wideCharset(body, failures);
        if (wide != null) {
            // The encoding a UTF-16 document declares is passed over: its bytes have said more reliably what they are.
            byte[] document = transcode(body, wide, failures);
            int from = startsWith(document, 0, UTF8_MARK) ? UTF8_MARK.length : 0;
            XmlEncoding declaration = new XmlEncoding(document, from, failures);
            declaration.readDeclaration();
            return new Utf8(document, declaration.at);
        }
        int from = startsWith(body, 0, UTF8_MARK) ? UTF8_MARK.length : 0;
        XmlEncoding declaration = new XmlEncoding(body, from, failures);
        String name = declaration.readDeclaration();
        if (name == null || name.equalsIgnoreCase("UTF-8")) {
            return new Utf8(body, declaration.at);
        }
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "UTF8", "US-ASCII", "ASCII" -> new Utf8(body, declaration.at);
            case "ISO-8859-1", "ISO8859-1", "LATIN1" -> {
                if (from > 0) {
                    throw failures.syntax(0, "the byte order mark contradicts the declared encoding");
                }
                // The declaration is ASCII, so its end stays where it is.
                yield new Utf8(transcode(body, StandardCharsets.ISO_8859_1, failures), declaration.at);
            }
            default -> throw failures.syntax(from, "an encoding other than UTF-8, UTF-16 and ISO-8859-1");
        };
    }

    private static @Nullable Charset wideCharset(byte[] body, Failures failures) throws MalformedMessage {
        if (body.length < 4) {
            return null;
        }
        int first = (body[0] & 0xFF) << 8 | (body[1] & 0xFF);
        int second = (body[2] & 0xFF) << 8 | (body[3] & 0xFF);
        boolean littleEndian32 = (first == 0xFFFE || first == 0x3C00) && second == 0;
        boolean bigEndian32 = first == 0 && (second == 0xFEFF || second == 0x003C || second == 0);
        if (littleEndian32 || bigEndian32) {
            throw failures.syntax(0, "UTF-32 is not read");
        }
        return switch (first) {
            case 0xFEFF, 0x003C -> StandardCharsets.UTF_16BE;
            case 0xFFFE, 0x3C00 -> StandardCharsets.UTF_16LE;
            default -> null;
        };
    }

    private static byte[] transcode(byte[] body, Charset charset, Failures failures) throws MalformedMessage {
        try {
            return charset.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT).decode(ByteBuffer.wrap(body)).toString()
                    .getBytes(StandardCharsets.UTF_8);
        } catch (CharacterCodingException broken) {
            throw failures.syntax(0, "bytes that are no " + charset.name());
        }
    }

    /** Reads the XML declaration, if there is one; {@code at} stands behind it then. Returns the encoding it names. */
    private @Nullable String readDeclaration() throws MalformedMessage {
        int afterTarget = at + DECLARATION.length;
        if (!startsWith(document, at, DECLARATION) || afterTarget >= document.length
                || !XmlChars.isBlank(document[afterTarget])) {
            return null;
        }
        at = afterTarget;
        String version = pseudoAttribute("version");
        if (version == null || !isVersion(version)) {
            throw failures.syntax(at, "an XML declaration without a version 1.x");
        }
        String encoding = pseudoAttribute("encoding");
        String standalone = pseudoAttribute("standalone");
        if (standalone != null && !standalone.equals("yes") && !standalone.equals("no")) {
            throw failures.syntax(at, "an XML declaration whose standalone is neither yes nor no");
        }
        skipBlank();
        if (at + 1 >= document.length) {
            throw failures.truncated();
        }
        if (document[at] != '?' || document[at + 1] != '>') {
            throw failures.syntax(at, "a broken XML declaration");
        }
        at += 2;
        return encoding;
    }

    private static boolean isVersion(String version) {
        if (version.length() < 3 || version.length() > 7 || !version.startsWith("1.")) {
            return false;
        }
        for (int i = 2; i < version.length(); i++) {
            if (version.charAt(i) < '0' || version.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** The value of this pseudo-attribute if it comes next, else null and nothing is consumed. */
    private @Nullable String pseudoAttribute(String name) throws MalformedMessage {
        int before = at;
        skipBlank();
        if (at == before || !isNext(name)) {
            at = before;
            return null;
        }
        at += name.length();
        skipBlank();
        expect('=');
        skipBlank();
        if (at >= document.length) {
            throw failures.truncated();
        }
        byte quote = document[at++];
        if (quote != '"' && quote != '\'') {
            throw failures.syntax(at - 1, "an XML declaration with an unquoted value");
        }
        int from = at;
        while (at < document.length && document[at] != quote && at - from < 64) {
            at++;
        }
        if (at >= document.length) {
            throw failures.truncated();
        }
        if (document[at] != quote) {
            throw failures.syntax(from, "an XML declaration with an overlong value");
        }
        return new String(document, from, at++ - from, StandardCharsets.ISO_8859_1);
    }

    private boolean isNext(String name) {
        if (at + name.length() > document.length) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (document[at + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void skipBlank() {
        while (at < document.length && XmlChars.isBlank(document[at])) {
            at++;
        }
    }

    private void expect(char wanted) throws MalformedMessage {
        if (at >= document.length) {
            throw failures.truncated();
        }
        if (document[at] != wanted) {
            throw failures.syntax(at, "a broken XML declaration");
        }
        at++;
    }

    private static boolean startsWith(byte[] bytes, int at, byte[] prefix) {
        return at + prefix.length <= bytes.length
                && java.util.Arrays.equals(bytes, at, at + prefix.length, prefix, 0, prefix.length);
    }
}
