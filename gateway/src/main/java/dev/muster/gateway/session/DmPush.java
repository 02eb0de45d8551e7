package dev.muster.gateway.session;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * How OMA-DM clients are asked where they can be woken.
 *
 * @param windows whether Windows devices are asked for their ChannelURI
 * @param packageFamilyName the name a Windows device gets its channel for; empty if it was told at its enrolment
 * @param channels whether pushes may go to this ChannelURI; one on a foreign host is not even stored
 * @param android whether Android's agents are asked for their FCM registration
 */
public record DmPush(boolean windows, Optional<String> packageFamilyName, Predicate<String> channels,
        boolean android) {
    /** Nobody is asked, and no ChannelURI is taken. */
    public static final DmPush NONE = new DmPush(false, Optional.empty(), _ -> false, false);
}
