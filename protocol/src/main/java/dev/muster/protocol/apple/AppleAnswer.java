package dev.muster.protocol.apple;

import java.util.Optional;

import dev.muster.protocol.apple.AppleMessage.Secret;

/** What a check-in message asked for (Apple's device-management schema, mdm/checkin), rendered by {@link AppleCodec}. */
public sealed interface AppleAnswer {
    /** To UserAuthenticate: users are managed, and no password is asked for. */
    record DigestChallenge() implements AppleAnswer {}

    /** To GetBootstrapToken; without a token where none is kept. */
    record BootstrapToken(Optional<Secret> token) implements AppleAnswer {}

    /** To GetToken. */
    record TokenData(Secret token) implements AppleAnswer {}

    /**
     * To ReturnToService: the device erases itself and enrols again.
     *
     * @param wifiProfile profile by which a device without a cable finds the network afterwards
     * @param bootstrapToken what keeps its apps
     */
    record EraseAndReturn(Optional<Secret> wifiProfile, Optional<Secret> bootstrapToken) implements AppleAnswer {}
}
