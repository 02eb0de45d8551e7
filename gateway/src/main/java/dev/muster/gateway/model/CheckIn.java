package dev.muster.gateway.model;

import java.util.Optional;

import dev.muster.protocol.apple.AppleMessage;
import dev.muster.protocol.syncml.SyncMlEncoding;
import dev.muster.protocol.syncml.SyncMlMessage;

/** One decoded message of one device: what the engine handles (idea 2). */
public sealed interface CheckIn {
    /** Whose connection it came over. */
    Caller caller();

    /** An Apple MDM message. */
    record AppleCheckIn(Caller caller, AppleMessage message) implements CheckIn {}

    /**
     * An Apple device fetches a profile that was declared to it.
     *
     * @param identifier the profile's identifier
     * @param version the version the declaration named
     */
    record ProfileFetch(Caller caller, String identifier, String version) implements CheckIn {}

    /**
     * An OMA-DM message.
     *
     * @param message the document
     * @param encoding how the document came, and how it is answered
     * @param bodyHash SHA-256 of the body in hexadecimal: tells a retry from another message
     * @param mac the client's proof over the body; empty if it shows none
     */
    record OmaDmCheckIn(Caller caller, SyncMlMessage message, SyncMlEncoding encoding, String bodyHash,
            Optional<DmMac> mac)
            implements CheckIn {}
}
