package dev.muster.gateway.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What is offered to Apple devices beyond the management of the device itself.
 *
 * @param userChannels whether users of Macs and Shared iPads are managed beside their device
 * @param declarations whether settings that can be are declared instead of sent by command
 * @param returnToService whether a device that asks for it erases itself and enrols again
 * @param returnToServiceWifiProfile configuration profile by which such a device finds the network afterwards
 * @param enrolment what the profile of enrolment says, and whom automated enrolment believes
 */
public record Apple(boolean userChannels, boolean declarations, boolean returnToService,
        Optional<Path> returnToServiceWifiProfile, AppleEnrolment enrolment) {
    static final Apple DEFAULTS = new Apple(false, false, false, Optional.empty(), AppleEnrolment.DEFAULTS);
}
