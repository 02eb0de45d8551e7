package dev.muster.protocol.syncml;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;

/** SyncML in its XML encoding: bytes to {@link SyncMlMessage} and back. Stateless; any thread may call it. */
public final class SyncMlCodec {
    private SyncMlCodec() {}

    /**
     * Decodes one document.
     *
     * @param body the whole document; not kept, not changed
     * @throws MalformedMessage if it is no SyncML message or passes a limit
     */
    public static SyncMlMessage decode(byte[] body, DecodeLimits limits) throws MalformedMessage {
        throw new UnsupportedOperationException("being written");
    }

    /** Encodes a message as UTF-8 XML with default namespaces only. */
    public static byte[] encode(SyncMlMessage message) {
        throw new UnsupportedOperationException("being written");
    }

    /** Bytes that {@link #encode} would write for this command alone: what splitting by MaxMsgSize needs. */
    public static int encodedSize(SyncMlCommand command) {
        throw new UnsupportedOperationException("being written");
    }
}
