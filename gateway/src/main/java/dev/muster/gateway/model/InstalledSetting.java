package dev.muster.gateway.model;

import java.time.Instant;
import java.util.List;

/**
 * What a device holds of one setting name, as far as the gateway knows: one entry of the device's ledger. It is written
 * before a command leaves (SENT), because a lost reply leaves the content on the device all the same.
 *
 * @param name the setting's name
 * @param authority whose version {@code version} is
 * @param version the newest version sent to the device
 * @param heldVersion the version last acknowledged; empty if none ever was
 * @param state what is known of {@code version}
 * @param attempt number of times {@code version} was sent, or its removal while REMOVING; starts at 1
 * @param owns everything this setting may own on the device: of the version sent and of versions before it whose removal
 *        is not acknowledged (R11b)
 * @param identifier Apple payload identifier; empty on OMA-DM platforms
 * @param since when the state was entered
 * @param detail safe reason of the last failure, such as {@code 507} or {@code MCMDMErrorDomain 12021}; empty if none
 */
public record InstalledSetting(SettingName name, ManagementAuthority authority, String version, String heldVersion,
        State state, int attempt, List<String> owns, String identifier, Instant since, String detail) {
    /** What is known of a setting on a device. */
    public enum State {
        /** Sent, no answer yet. */
        SENT,
        /** Acknowledged. */
        INSTALLED,
        /** Refused by the device this time; tried again at a later check-in. */
        RETRY,
        /** Refused for good: blocks the removal of what it replaces (R11b) and is shown. */
        FAILED,
        /** Its removal was sent, no answer yet. */
        REMOVING
    }

    public InstalledSetting {
        owns = List.copyOf(owns);
    }
}
