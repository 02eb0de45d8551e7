package dev.muster.gateway.session;

import dev.muster.protocol.syncml.Item;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Alert;
import dev.muster.protocol.syncml.SyncMlCommand.Results;
import dev.muster.protocol.syncml.SyncMlCommand.Status;
import dev.muster.protocol.syncml.SyncMlMessage;

/** Serves admission and {@link OmaDmTurn}: what an OMA-DM message says as a whole. */
final class DmSaid {
    /** Type of the alert by which a user's decision to leave is told; sent once (PROTOCOLS.md, Windows). */
    private static final String UNENROLMENT = "com.microsoft:mdm.unenrollment.userrequest";

    private DmSaid() {}

    /** Whether the user took the device out of management. */
    static boolean unenrolled(SyncMlMessage message) {
        for (SyncMlCommand command : message.commands()) {
            if (command instanceof Alert alert && "1226".equals(alert.data())) {
                for (Item item : alert.items()) {
                    if (UNENROLMENT.equalsIgnoreCase(item.meta().type())) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Whether the client ends the session. */
    static boolean aborted(SyncMlMessage message) {
        return message.commands().stream()
                .anyMatch(command -> command instanceof Alert alert && "1223".equals(alert.data()));
    }

    /** Whether the message brings what the client does not repeat: that it left, or results. */
    static boolean onlyOnce(SyncMlMessage message) {
        return unenrolled(message) || message.commands().stream().anyMatch(command -> command instanceof Results
                || (command instanceof Status status && CommandRef.of(status.cmdRef()).isPresent()));
    }
}
