package dev.muster.protocol.syncml;

/** How the bytes of a SyncML document are to be read; a message means the same in both. */
public enum SyncMlEncoding {
    /** Text XML, {@code application/vnd.syncml.dm+xml} (or without {@code .dm}). */
    XML,
    /** WBXML, {@code application/vnd.syncml.dm+wbxml} (or without {@code .dm}). */
    WBXML
}
