package dev.muster.protocol.wbxml;

import java.nio.charset.StandardCharsets;

import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.MalformedMessage.Reason;

/**
 * Serves {@link WbxmlCursor}: what stands before the root element (WAP-192, section 5.4). Versions 1.0 to 1.3; version 1.0
 * has no charset. UTF-8 and its subset US-ASCII are read, and a document that names no charset counts as UTF-8.
 *
 * @param tableFrom where the string table starts
 * @param tableTo where it ends, and the body starts
 */
record WbxmlHeader(int tableFrom, int tableTo) {
    private static final int LAST_VERSION = 0x03;
    private static final int UNKNOWN_PUBLIC_ID = 1;
    private static final int CHARSET_UNKNOWN = 0;
    private static final int CHARSET_US_ASCII = 3;
    private static final int CHARSET_UTF_8 = 106;

    /**
     * @throws MalformedMessage SYNTAX if it is no header that is read here, STRUCTURE if the document is one over other
     *         code pages. A document that names none is taken as one over these.
     */
    static WbxmlHeader read(byte[] document, CodePages<?> pages) throws MalformedMessage {
        if (document.length == 0) {
            throw syntax(0, "the document ends too early");
        }
        int version = document[0] & 0xFF;
        if (version > LAST_VERSION) {
            throw syntax(0, "not WBXML 1.0 to 1.3");
        }
        long publicId = MultiByte.read(document, 1, document.length);
        int at = MultiByte.after(publicId);
        int literalId = -1;
        if (MultiByte.value(publicId) == 0) {
            long literal = MultiByte.read(document, at, document.length);
            literalId = MultiByte.value(literal);
            at = MultiByte.after(literal);
        }
        if (version > 0) {
            long charset = MultiByte.read(document, at, document.length);
            checkCharset(MultiByte.value(charset), at);
            at = MultiByte.after(charset);
        }
        long length = MultiByte.read(document, at, document.length);
        int tableFrom = MultiByte.after(length);
        if (MultiByte.value(length) > document.length - tableFrom) {
            throw syntax(at, "a string table longer than the document");
        }
        WbxmlHeader header = new WbxmlHeader(tableFrom, tableFrom + MultiByte.value(length));
        if (literalId < 0 ? !knows(pages, MultiByte.value(publicId)) : !header.knows(pages, document, literalId)) {
            throw new MalformedMessage(Reason.STRUCTURE, 1, "", "a public identifier of another kind of document");
        }
        return header;
    }

    private static void checkCharset(int charset, int at) throws MalformedMessage {
        if (charset != CHARSET_UTF_8 && charset != CHARSET_US_ASCII && charset != CHARSET_UNKNOWN) {
            throw syntax(at, "a charset other than UTF-8");
        }
    }

    private static boolean knows(CodePages<?> pages, int publicId) {
        return publicId == UNKNOWN_PUBLIC_ID || pages.speaks(publicId);
    }

    private boolean knows(CodePages<?> pages, byte[] document, int index) throws MalformedMessage {
        if (index >= tableTo - tableFrom) {
            throw syntax(1, "an index beyond the string table");
        }
        int from = tableFrom + index;
        return pages.speaks(new String(document, from, stringEnd(document, from) - from, StandardCharsets.US_ASCII));
    }

    /** Where a string of the table ends: at its NUL, or at the end of the table, since some writers leave the last NUL out. */
    int stringEnd(byte[] document, int from) {
        int p = from;
        while (p < tableTo && document[p] != 0) {
            p++;
        }
        return p;
    }

    private static MalformedMessage syntax(int offset, String detail) {
        return new MalformedMessage(Reason.SYNTAX, offset, "", detail);
    }
}
