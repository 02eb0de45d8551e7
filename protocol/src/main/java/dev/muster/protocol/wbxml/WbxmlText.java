package dev.muster.protocol.wbxml;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

import dev.muster.protocol.xml.XmlText;

/**
 * Serves {@link WbxmlCursor}: the run of character data it stands on. Strings have to be text that XML can carry. OPAQUE
 * data may be anything: what is text is given as text, without the NUL bytes that clients in C send along at its end;
 * other bytes are given as base64, which is how the XML encoding has them.
 */
final class WbxmlText {
    private final byte[] document;
    private int from;
    private int to;
    private int entity;
    private boolean bytes;
    private boolean ascii;
    private int opaqueFrom;
    private int opaqueTo;

    WbxmlText(byte[] document) {
        this.document = document;
    }

    /** Takes a string; returns -1, or the offset at which it is no text. */
    int string(int stringFrom, int stringTo) {
        from = stringFrom;
        to = stringTo;
        entity = -1;
        bytes = false;
        opaqueFrom = -1;
        int p = stringFrom;
        while (p < stringTo && document[p] >= ' ') {
            p++;
        }
        ascii = p == stringTo;
        int end = ascii ? p : XmlText.encodableUntil(document, p, stringTo);
        return end == stringTo ? -1 : end;
    }

    void opaque(int dataFrom, int dataTo) {
        int textTo = dataTo;
        while (textTo > dataFrom && document[textTo - 1] == 0) {
            textTo--;
        }
        if (string(dataFrom, textTo) >= 0) {
            to = dataTo;
            bytes = true;
        }
        opaqueFrom = dataFrom;
        opaqueTo = dataTo;
    }

    void entity(int code) {
        from = 0;
        to = 0;
        entity = code;
        bytes = false;
        opaqueFrom = -1;
    }

    boolean isBytes() {
        return bytes;
    }

    int length() {
        return to - from;
    }

    boolean isBlank() {
        if (entity >= 0) {
            return isBlank(entity);
        }
        for (int p = from; p < to; p++) {
            if (!isBlank(document[p])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBlank(int c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    String text() {
        if (entity >= 0) {
            return Character.toString(entity);
        }
        if (bytes) {
            return base64(from, to);
        }
        return new String(document, from, to - from,
                ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    /** Base64 of OPAQUE data to its last byte; null if the run is no such data. */
    @Nullable
    String exact() {
        return opaqueFrom < 0 ? null : base64(opaqueFrom, opaqueTo);
    }

    private String base64(int start, int end) {
        return Base64.getEncoder().encodeToString(Arrays.copyOfRange(document, start, end));
    }
}
