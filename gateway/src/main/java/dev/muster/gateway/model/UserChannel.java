package dev.muster.gateway.model;

import java.util.List;
import java.util.Locale;

/**
 * A user of an Apple device who is managed beside it: a user of a Mac or of a Shared iPad. It hangs under the device's
 * enrolment and has a push address and commands of its own; no settings yet.
 *
 * @param tenant its tenant
 * @param device the device
 * @param user what names the user on that device: a GUID, or a Managed Apple Account on a Shared iPad
 * @param shortName the user's short name; empty if the device did not say
 * @param enrolment the device's enrolment it belongs to; it ends with it
 * @param version raised by one at each write; 0 before the first
 * @param awaitingConfiguration whether the user's login waits for UserConfigured
 * @param commands pending commands in the order they were queued, at most {@link #MOST_COMMANDS}
 */
public record UserChannel(TenantId tenant, DeviceId device, String user, String shortName, int enrolment, long version,
        boolean awaitingConfiguration, List<PendingCommand> commands) {
    /** Most pending commands of one channel. */
    public static final int MOST_COMMANDS = 20;
    /** Most channels of one device: with one more, the one that was silent longest goes. */
    public static final int MOST_CHANNELS = 100;

    public UserChannel {
        commands = List.copyOf(commands);
        if (commands.size() > MOST_COMMANDS) {
            throw new IllegalArgumentException("a user channel has at most " + MOST_COMMANDS + " commands");
        }
    }

    /** The text by which the store finds a user: senders change the case of GUIDs. */
    public static String key(String user) {
        return user.toLowerCase(Locale.ROOT);
    }
}
