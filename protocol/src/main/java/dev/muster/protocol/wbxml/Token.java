package dev.muster.protocol.wbxml;

/** Serves reader and writer: the global tokens (WAP-192, section 7.1) and how an element's byte is put together. */
final class Token {
    static final int SWITCH_PAGE = 0x00;
    static final int END = 0x01;
    static final int ENTITY = 0x02;
    static final int STR_I = 0x03;
    /** With {@link #CONTENT} and {@link #ATTRIBUTES}, as every element. */
    static final int LITERAL = 0x04;
    static final int EXT_I_0 = 0x40;
    static final int EXT_I_2 = 0x42;
    static final int PI = 0x43;
    static final int EXT_T_0 = 0x80;
    static final int EXT_T_2 = 0x82;
    static final int STR_T = 0x83;
    static final int EXT_0 = 0xC0;
    static final int EXT_2 = 0xC2;
    static final int OPAQUE = 0xC3;

    /** First token of a code page: those below it are global. */
    static final int FIRST = 0x05;
    /** Bits of an element's byte that name it. */
    static final int NAME = 0x3F;
    /** Bit of an element's byte: content and an END follow. */
    static final int CONTENT = 0x40;
    /** Bit of an element's byte: attributes and an END follow. */
    static final int ATTRIBUTES = 0x80;

    private Token() {}

    static boolean isExtension(int token) {
        return (token >= EXT_I_0 && token <= EXT_I_2) || (token >= EXT_T_0 && token <= EXT_T_2)
                || (token >= EXT_0 && token <= EXT_2);
    }
}
