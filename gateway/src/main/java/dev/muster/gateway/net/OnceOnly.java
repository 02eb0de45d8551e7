package dev.muster.gateway.net;

import dev.muster.gateway.model.CheckIn;
import dev.muster.protocol.apple.AppleMessage;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlMessage;

/**
 * Tells the messages that devices send only once from those that are repeated at the next poll (R14): the former have reserved
 * places and are shed last.
 */
final class OnceOnly {
    private static final String GENERIC_ALERT = "1226";
    private static final String OF_HEADER = "0";

    private static final String APPLE_CHECK_IN = "application/x-apple-aspen-mdm-checkin";
    private static final String REF = "<CmdRef>";
    private static final String REF_OF_HEADER = "0<";

    private OnceOnly() {}

    /**
     * Whether a message may be one of them, guessed before it is decoded, from its media type and how its body begins. Whoever
     * pretends gets into the reserve of the byte budget and no further: what a message is, its decoded form decides.
     */
    static boolean mayBe(String mediaType, String beginning) {
        if (mediaType.equals(APPLE_CHECK_IN) || mediaType.endsWith("wbxml")) {
            return true;
        }
        return beginning.contains("CommandUUID") || beginning.contains("MessageType") || beginning.contains("<Results")
                || beginning.contains(">" + GENERIC_ALERT + "<") || answersACommand(beginning);
    }

    private static boolean answersACommand(String beginning) {
        int at = beginning.indexOf(REF);
        while (at >= 0) {
            if (!beginning.startsWith(REF_OF_HEADER, at + REF.length())) {
                return true;
            }
            at = beginning.indexOf(REF, at + REF.length());
        }
        return false;
    }

    /** Whether losing this message would lose something for good. */
    static boolean is(CheckIn checkIn) {
        return switch (checkIn) {
            case CheckIn.AppleCheckIn(var _, AppleMessage message) -> is(message);
            case CheckIn.ProfileFetch _ -> false;
            case CheckIn.OmaDmCheckIn(var _, SyncMlMessage message, var _, String _, var _) -> message.commands()
                    .stream()
                    .anyMatch(OnceOnly::is);
        };
    }

    private static boolean is(AppleMessage message) {
        return switch (message) {
            case AppleMessage.TokenUpdate _,AppleMessage.CheckOut _ -> true;
            case AppleMessage.Acknowledged _,AppleMessage.CommandError _,AppleMessage.NotNow _ -> true;
            case AppleMessage.SetBootstrapToken _ -> true;
            case AppleMessage.UserAuthenticate _,AppleMessage.GetBootstrapToken _,AppleMessage.GetToken _ -> false;
            case AppleMessage.DeclarativeManagement _,AppleMessage.ReturnToService _ -> false;
            case AppleMessage.Authenticate _,AppleMessage.Idle _ -> false;
        };
    }

    private static boolean is(SyncMlCommand command) {
        return switch (command) {
            case SyncMlCommand.Status status -> !OF_HEADER.equals(status.cmdRef());
            case SyncMlCommand.Results _ -> true;
            case SyncMlCommand.Alert alert -> GENERIC_ALERT.equals(alert.data());
            case SyncMlCommand.Atomic atomic -> atomic.children().stream().anyMatch(OnceOnly::is);
            case SyncMlCommand.Sequence sequence -> sequence.children().stream().anyMatch(OnceOnly::is);
            case SyncMlCommand.ItemCommand _,SyncMlCommand.Unknown _ -> false;
        };
    }
}
