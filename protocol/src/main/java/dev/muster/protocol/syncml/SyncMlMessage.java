package dev.muster.protocol.syncml;

import java.util.List;

/**
 * One SyncML document (OMA SyncML Representation Protocol 1.2, section 5.1).
 *
 * @param header the SyncHdr
 * @param commands the body's commands in document order
 * @param isFinal whether the package ends with this message
 */
public record SyncMlMessage(SyncHdr header, List<SyncMlCommand> commands, boolean isFinal) {
    public SyncMlMessage {
        commands = List.copyOf(commands);
    }
}
