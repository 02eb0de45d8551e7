package dev.muster.gateway.session;

import java.util.Optional;

import dev.muster.gateway.model.DmSession;
import dev.muster.protocol.syncml.SyncHdr;

/** Serves {@link OmaDmTurn}: how large a message the client takes. */
final class DmSizes {
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
}
