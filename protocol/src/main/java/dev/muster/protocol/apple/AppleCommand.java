package dev.muster.protocol.apple;

import java.util.Optional;

import dev.muster.protocol.apple.AppleMessage.Secret;

/** A command to an Apple device (Apple's device-management schema, mdm/commands), rendered by {@link AppleCodec}. */
public sealed interface AppleCommand {
    /** Installs or replaces a configuration profile; {@code profile} is the whole mobileconfig. */
    @SuppressWarnings("ArrayRecordComponent") // opaque bytes on their way out, never compared
    record InstallProfile(byte[] profile) implements AppleCommand {
        @Override
        public String toString() {
            return "InstallProfile[" + profile.length + " bytes]";
        }
    }

    /** Removes the profile of this PayloadIdentifier. */
    record RemoveProfile(String identifier) implements AppleCommand {}

    /** Locks the screen. */
    record DeviceLock(Optional<String> message, Optional<String> phoneNumber) implements AppleCommand {}

    /** Restarts the device. */
    record RestartDevice() implements AppleCommand {}

    /** Erases the device. */
    record EraseDevice() implements AppleCommand {}

    /** Takes the passcode off the device. */
    record ClearPasscode(Secret unlockToken) implements AppleCommand {}

    /** Locks the device, shows these texts and lets it be located; a message or a number must be there. */
    record EnableLostMode(Optional<String> message, Optional<String> phoneNumber, Optional<String> footnote)
            implements AppleCommand {
        public EnableLostMode {
            if (message.isEmpty() && phoneNumber.isEmpty()) {
                throw new IllegalArgumentException("lost mode shows a message or a phone number");
            }
        }
    }

    /** Ends lost mode. */
    record DisableLostMode() implements AppleCommand {}

    /** Asks where the device is; it answers only while it is in lost mode. */
    record DeviceLocation() implements AppleCommand {}

    /** Gives the device another name. */
    record NameDevice(String name) implements AppleCommand {}

    /** Asks how the device is secured. */
    record SecurityInfo() implements AppleCommand {}

    /** Asks which apps are installed. */
    record InstalledApplicationList() implements AppleCommand {}

    /** Installs an app that goes with the enrolment: from the App Store by its number, or by the address of a manifest. */
    record InstallApplication(App app) implements AppleCommand {}

    /** Removes a managed app. */
    record RemoveApplication(String bundleId) implements AppleCommand {}

    /** Where an app comes from. */
    sealed interface App {
        /** The App Store's number of it. */
        record OfStore(long storeId) implements App {}

        /** A manifest at an https address. */
        record OfManifest(String url) implements App {}
    }

    /** Asks for facts about the device. */
    record DeviceInformation(java.util.List<String> queries) implements AppleCommand {
        public DeviceInformation {
            queries = java.util.List.copyOf(queries);
        }
    }

    /** Asks which profiles are installed. */
    record ProfileList() implements AppleCommand {}

    /** Lets Setup Assistant go on. */
    record DeviceConfigured() implements AppleCommand {}

    /** Lets a user of a Shared iPad finish logging in. */
    record UserConfigured() implements AppleCommand {}

    /** Makes the device fetch its declarations anew; {@code data} holds the synchronisation tokens as JSON. */
    @SuppressWarnings("ArrayRecordComponent") // opaque bytes on their way out, never compared
    record SynchroniseDeclarations(byte[] data) implements AppleCommand {
        @Override
        public String toString() {
            return "SynchroniseDeclarations[" + data.length + " bytes]";
        }
    }
}
