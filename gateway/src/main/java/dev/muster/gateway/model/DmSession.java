package dev.muster.gateway.model;

import java.time.Instant;

/**
 * The little that OMA-DM makes us keep between messages (idea 1): one row a device, written only with something else,
 * or when a client opens a new session under the SessionID of the row.
 *
 * @param sessionId SessionID of the newest session
 * @param msgId its newest MsgID
 * @param requestHash SHA-256 of that request's body, hexadecimal
 * @param reply what we answered: sent again for the same request
 * @param serverMsgId MsgID of that reply
 * @param maxMsgSize largest message in bytes the client takes
 * @param updatedAt when it was written; a row expires an hour later
 */
@SuppressWarnings("ArrayRecordComponent") // opaque bytes of a reply, never compared
public record DmSession(String sessionId, String msgId, String requestHash, byte[] reply, int serverMsgId,
        int maxMsgSize, Instant updatedAt) {
    @Override
    public String toString() {
        return "DmSession[" + sessionId + ", " + msgId + ", " + reply.length + " bytes]";
    }
}
