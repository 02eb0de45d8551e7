package dev.muster.gateway.session;

import java.util.Optional;

import dev.muster.protocol.apple.AppleMessage.Secret;

/**
 * What the gateway offers Apple devices beyond the management of the device itself; all off by default.
 *
 * @param userChannels users of Macs and Shared iPads are managed beside their device, instead of declined
 * @param declarations settings that can be are declared instead of sent by command, to enrolments that begin from now on
 * @param returnToService a device that asks for it erases itself and enrols again
 * @param wifiProfile Wi-Fi profile such a device gets along; a Wi-Fi passphrase may be in it
 */
public record AppleOptions(boolean userChannels, boolean declarations, boolean returnToService,
        Optional<Secret> wifiProfile) {
    /** All off. */
    public static final AppleOptions NONE = new AppleOptions(false, false, false, Optional.empty());
}
