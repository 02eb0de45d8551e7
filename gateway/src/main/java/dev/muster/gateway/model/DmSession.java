package dev.muster.gateway.model;

import java.time.Instant;

/**
 * The little that OMA-DM makes us keep between messages (idea 1): one row a device, written only with something else,
 * when a client opens a new session under the SessionID of the row, or when a session goes on that has something to remember.
 *
 * @param sessionId SessionID of the newest session
 * @param msgId its newest MsgID
 * @param requestHash SHA-256 of that request's body, hexadecimal
 * @param reply what we answered: sent again for the same request
 * @param serverMsgId MsgID of that reply
 * @param maxMsgSize largest message in bytes the client takes
 * @param maxObjSize largest object in bytes the client takes; 0 if it has not said
 * @param memory what is under way
 * @param nonces of credentials above TLS; they outlive the row
 * @param updatedAt when it was written; a row expires an hour later
 */
@SuppressWarnings("ArrayRecordComponent") // opaque bytes of a reply, never compared
public record DmSession(String sessionId, String msgId, String requestHash, byte[] reply, int serverMsgId,
        int maxMsgSize, long maxObjSize, DmMemory memory, DmNonces nonces, Instant updatedAt) {
    @Override
    public String toString() {
        return "DmSession[" + sessionId + ", " + msgId + ", " + reply.length + " bytes]";
    }
}
