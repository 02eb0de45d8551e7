package dev.muster.protocol.wbxml;

import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.MalformedMessage.Reason;

/**
 * Serves the reader: multi-byte integers (WAP-192, section 5.1), seven bits a byte, the high bit saying that more come. At
 * most five bytes and 31 bits: nothing that is counted or indexed here is larger.
 */
final class MultiByte {
    private static final int MAX_BYTES = 5;

    private MultiByte() {}

    /** Value in the high half, offset after it in the low half; negative if cut, broken or too large. */
    static long tryRead(byte[] document, int at, int end) {
        long value = 0;
        for (int p = at; p < end && p < at + MAX_BYTES; p++) {
            value = value << 7 | (document[p] & 0x7F);
            if (document[p] >= 0) {
                return value > Integer.MAX_VALUE ? -1 : value << 32 | (p + 1);
            }
        }
        return -1;
    }

    /** As {@link #tryRead}, outside of any element. */
    static long read(byte[] document, int at, int end) throws MalformedMessage {
        long read = tryRead(document, at, end);
        if (read < 0) {
            throw new MalformedMessage(Reason.SYNTAX, at, "", "a number is cut or too large");
        }
        return read;
    }

    static int value(long read) {
        return (int) (read >> 32);
    }

    static int after(long read) {
        return (int) read;
    }
}
