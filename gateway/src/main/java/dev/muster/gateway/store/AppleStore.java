package dev.muster.gateway.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.FinishedCommand;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserChannel;
import dev.muster.gateway.store.CheckInStore.WriteOutcome;

/**
 * What Apple devices keep beside their row: bootstrap tokens and the channels of their users. Every call may block and
 * throws {@link StoreUnavailable} as {@link CheckInStore} does; a change is durable when it returns. All of it belongs to one
 * enrolment of the device, and the next one that completes clears it in the same transaction; channels' commands are then
 * CANCELLED.
 */
public interface AppleStore {
    /** The bootstrap token that was handed over in this enrolment. */
    Optional<byte[]> bootstrapToken(TenantId tenant, DeviceId device, int enrolment);

    /** Keeps a bootstrap token, sealed, in place of an earlier one of this enrolment; empty: forgets it. */
    void keepBootstrapToken(TenantId tenant, DeviceId device, int enrolment, Optional<byte[]> token, Instant at);

    /** What takes the passcode off the device; empty if it never gave one. */
    Optional<byte[]> unlockToken(TenantId tenant, DeviceId device);

    /** The channel of this user. */
    Optional<UserChannel> channel(TenantId tenant, DeviceId device, String user);

    /** All channels of a device, by their users. */
    List<UserChannel> channels(TenantId tenant, DeviceId device);

    /** Where a user is woken; empty if there is no such channel or its device is not under that enrolment any more. */
    Optional<PushAddress> pushAddress(TenantId tenant, DeviceId device, String user);

    /**
     * Writes a channel, only if it still has the version {@code after.version() - 1} (0: if there is none) and the device is
     * still under that enrolment; else CONFLICT, and nothing was changed. A device that has {@link UserChannel#MOST_CHANNELS}
     * loses the one that was silent longest, its commands CANCELLED, and the bound is counted.
     */
    WriteOutcome write(ChannelWrite write);

    /** Queues an action for a channel; false if there is no such channel in that enrolment, or if it is full. */
    boolean queue(TenantId tenant, DeviceId device, String user, PendingCommand command, Instant at);

    /**
     * One write of a channel.
     *
     * @param after the channel as it shall be
     * @param gone whether it ends instead: its commands, all among {@code finished}, leave with it
     * @param finished commands that ended; they enter the device's history
     * @param push new push address; empty leaves the stored one alone, and a new channel has one
     * @param at the moment of the check-in
     */
    record ChannelWrite(UserChannel after, boolean gone, List<FinishedCommand> finished, Optional<PushAddress> push,
            Instant at) {
        public ChannelWrite {
            finished = List.copyOf(finished);
        }
    }
}
