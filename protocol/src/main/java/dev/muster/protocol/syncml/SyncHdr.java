package dev.muster.protocol.syncml;

import org.jspecify.annotations.Nullable;

/**
 * The header of a message (OMA SyncML Representation Protocol 1.2, section 5.2). Session and message ids are opaque text.
 *
 * @param verDtd {@code 1.2} (or {@code 1.1})
 * @param verProto {@code DM/1.2} (or {@code DM/1.1})
 * @param sessionId opaque, at most 4 bytes by the book, longer ones are kept as they are
 * @param msgId message number as text, starts at 1
 * @param target LocURI of the receiver
 * @param source LocURI of the sender
 * @param respUri where the answer should go, or null
 * @param noResp whether the sender wants no statuses
 * @param cred credentials, or null
 * @param meta meta information such as MaxMsgSize; {@link Meta#NONE} when absent
 */
public record SyncHdr(String verDtd, String verProto, String sessionId, String msgId, String target, String source,
        @Nullable String respUri, boolean noResp, @Nullable Cred cred, Meta meta) {}
