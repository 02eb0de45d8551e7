package dev.muster.protocol.apple;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;

/** Apple MDM messages from property lists, and commands to property lists. Stateless; any thread may call it. */
public final class AppleCodec {
    private AppleCodec() {}

    /**
     * Decodes a check-in message or a report: what carries a MessageType is the former, what carries a Status the latter.
     *
     * @throws MalformedMessage if it is neither, lacks a required key (STRUCTURE), or has an unknown MessageType
     *         (UNKNOWN_TYPE)
     */
    public static AppleMessage decode(byte[] body, DecodeLimits limits) throws MalformedMessage {
        throw new UnsupportedOperationException("being written");
    }

    /** Renders a command as the property list that answers a report. */
    public static byte[] encode(String commandUuid, AppleCommand command) {
        throw new UnsupportedOperationException("being written");
    }
}
