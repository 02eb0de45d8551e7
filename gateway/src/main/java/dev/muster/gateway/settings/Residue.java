package dev.muster.gateway.settings;

import java.util.Locale;

import dev.muster.gateway.model.SettingName;

/**
 * Serves the ledger: how the entry is named that keeps what only former versions of a setting owned (R11b). Such an entry is
 * like any other that nothing desires: it is removed once every install is acknowledged, unless the setting's new version
 * failed for good. One per name, so a ledger stays bounded however often a setting changes. On Apple platforms there is none,
 * since every version of a name has the same payload identifier.
 */
public final class Residue {
    private static final String SUFFIX = " (former)";
    private static final int LONGEST = 100 - SUFFIX.length();

    private Residue() {}

    /** The name of the entry that keeps what {@code name} owned in former versions. */
    public static SettingName of(SettingName name) {
        String value = name.value();
        if (value.length() > LONGEST) {
            // Half a surrogate pair would not survive the store.
            int end = Character.isHighSurrogate(value.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
            value = value.substring(0, end);
        }
        return new SettingName(value + SUFFIX);
    }

    /** Whether a name has the form of a residue: no setting may be defined with it. */
    public static boolean isReserved(SettingName name) {
        return name.value().toLowerCase(Locale.ROOT).endsWith(SUFFIX);
    }
}
