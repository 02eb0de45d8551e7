package dev.muster.gateway.session;

import java.util.Optional;

import dev.muster.gateway.model.DmSession;
import dev.muster.protocol.syncml.SyncHdr;

/** Serves {@link OmaDmTurn}: how large a message and an object each side takes. */
final class DmSizes {
    /** Largest object we take in chunks, in bytes: the session's memory holds it. */
    static final int OUR_MAX_OBJ_SIZE = 128 * 1024;
    /** Largest message we ask for, in bytes; well below what the listener takes. */
    static final long OUR_MAX_MSG_SIZE = 64 * 1024;

    private DmSizes() {}

    /**
     * What this message says, else what the session said before, else the default for a silent client; 1 KB to 1 MB. A client
     * that takes less than 1 KB could not even be told its statuses.
     */
    static int limit(SyncHdr header, Optional<DmSession> known) {
        Long said = header.meta().maxMsgSize();
        if (said != null) {
            return Math.clamp(said, DmMessage.SMALLEST, DmMessage.LARGEST);
        }
        return known.map(DmSession::maxMsgSize).orElse(DmMessage.DEFAULT_SIZE);
    }

    /** Largest object in bytes the client takes: what this message says, else the session before; 0 if neither said. */
    static long objects(SyncHdr header, Optional<DmSession> known) {
        Long said = header.meta().maxObjSize();
        return said != null ? Math.max(1, said) : known.map(DmSession::maxObjSize).orElse(0L);
    }
}
