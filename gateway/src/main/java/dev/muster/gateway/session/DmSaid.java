package dev.muster.gateway.session;

import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.DmMemory.Login;
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
    private static final String LOGIN_STATUS = "com.microsoft/MDM/LoginStatus";

    private DmSaid() {}

    /** Whether the user took the device out of management. */
    static boolean unenrolled(List<SyncMlCommand> commands) {
        return alerts(commands, "1226").stream().flatMap(alert -> alert.items().stream())
                .anyMatch(item -> UNENROLMENT.equalsIgnoreCase(item.meta().type()));
    }

    /** Whether the client's first package is here. */
    static boolean begins(List<SyncMlCommand> commands) {
        return !alerts(commands, "1201").isEmpty() || !alerts(commands, "1200").isEmpty();
    }

    /** Whether the client ends the session. */
    static boolean aborted(List<SyncMlCommand> commands) {
        return !alerts(commands, "1223").isEmpty();
    }

    /** Whether the client got no end of an object of ours. */
    static boolean missesEnd(List<SyncMlCommand> commands) {
        return !alerts(commands, "1225").isEmpty();
    }

    /** Who is logged in, if the message says so. A token of a user (AADUserToken) proves nothing here: nobody checks it. */
    static Optional<Login> login(List<SyncMlCommand> commands) {
        Optional<Login> last = Optional.empty();
        for (Alert alert : alerts(commands, "1224")) {
            for (Item item : alert.items()) {
                if (LOGIN_STATUS.equalsIgnoreCase(item.meta().type())) {
                    last = Optional.of(login(item.data() == null ? "" : item.data().strip()));
                }
            }
        }
        return last;
    }

    private static Login login(String word) {
        return switch (word) {
            case "user" -> Login.USER;
            case "others" -> Login.OTHERS;
            case "none" -> Login.NONE;
            default -> Login.UNKNOWN;
        };
    }

    /** Whether the message brings what the client does not repeat: that it left, or results, also as an alert that names its Exec. */
    static boolean onlyOnce(SyncMlMessage message) {
        return unenrolled(DmStatuses.carriedOut(message.commands())) || message.commands().stream()
                .anyMatch(command -> command instanceof Results
                        || (command instanceof Alert alert && alert.correlator() != null
                                && CommandRef.of(alert.correlator()).isPresent())
                        || (command instanceof Status status && CommandRef.of(status.cmdRef()).isPresent()));
    }

    /** Alerts of this code. */
    static List<Alert> alerts(List<SyncMlCommand> commands, String code) {
        return commands.stream().filter(Alert.class::isInstance).map(Alert.class::cast)
                .filter(alert -> code.equals(alert.data())).toList();
    }
}
