package dev.muster.gateway.session;

import dev.muster.gateway.model.CheckIn;
import dev.muster.gateway.model.Reply;

/**
 * Handles one message of one device (idea 2). Blocks until what the message changed is durable; virtual threads call it.
 * Never throws for anything a device or the store may do: that is a {@link Reply.Refused}.
 */
public interface CheckInHandler {
    /** Handles one message. */
    Reply handle(CheckIn checkIn);
}
