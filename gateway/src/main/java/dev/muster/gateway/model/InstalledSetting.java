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
 * @param attempt number of the last command sent for this entry, install or removal; starts at 1, only grows, so a late answer
 *        never fits a newer attempt
 * @param owns everything {@code version} owns on the device (R11b). What only an earlier version owned has an entry of its
 *        own, named by {@code settings.Residue}, until it is removed
 * @param identifier Apple payload identifier; empty on OMA-DM platforms
 * @param since when the state was entered
 * @param detail safe reasons of the refusals of {@code version}, oldest first, joined by {@code "; "}, such as
 *        {@code 507; MCMDMErrorDomain 12021}; refusals of its removal begin with {@code removal}; empty if none
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
        /** Unanswered, put off or refused in an earlier session: to be offered again in this one. */
        DUE,
        /** Refused for good, or its removal was: an install that failed blocks the removal of what it replaces (R11b). */
        FAILED,
        /** Its removal was sent, no answer yet. */
        REMOVING
    }

    public InstalledSetting {
        owns = List.copyOf(owns);
    }
}
