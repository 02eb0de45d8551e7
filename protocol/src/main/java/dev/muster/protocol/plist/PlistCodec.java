package dev.muster.protocol.plist;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;

/** XML property lists to {@link PlistValue} and back. Stateless; any thread may call it. */
public final class PlistCodec {
    private PlistCodec() {}

    /**
     * Decodes a property list. The DOCTYPE is skipped, nothing is ever fetched.
     *
     * @param body the whole document; not kept, not changed
     * @throws MalformedMessage if it is no property list or passes a limit
     */
    public static PlistValue decode(byte[] body, DecodeLimits limits) throws MalformedMessage {
        throw new UnsupportedOperationException("being written");
    }

    /** Encodes a value as an XML property list with Apple's DOCTYPE. */
    public static byte[] encode(PlistValue value) {
        throw new UnsupportedOperationException("being written");
    }
}
