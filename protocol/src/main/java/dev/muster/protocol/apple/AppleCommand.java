package dev.muster.protocol.apple;

import java.util.Optional;

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
