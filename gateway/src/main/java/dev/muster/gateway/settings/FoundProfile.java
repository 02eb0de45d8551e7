package dev.muster.gateway.settings;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.muster.gateway.model.InstalledSetting;
import dev.muster.gateway.model.InstalledSetting.State;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.SettingName;
import dev.muster.gateway.model.TenantId;

/**
 * Serves the inventory after a restore: the ledger's entry for a profile that a device has of ours and the ledger does not
 * know, since it was installed after the backup. Like every entry that nothing desires it is removed once all installs are
 * acknowledged.
 */
public final class FoundProfile {
    /** What {@link ProfileBuilder} makes ends so; the enrolment profile is none of them and is never touched (R14). */
    private static final Pattern MADE_BY_US = Pattern.compile("(?:[a-z0-9-]{1,40}-)?[0-9a-f]{8}");

    private FoundProfile() {}

    /** The entry; empty if the identifier is none that a setting of this tenant could have. */
    public static Optional<InstalledSetting> entry(TenantId tenant, String identifier, ManagementAuthority authority,
            Instant now) {
        String prefix = ProfileBuilder.prefix(tenant);
        if (!identifier.startsWith(prefix) || !MADE_BY_US.matcher(identifier.substring(prefix.length())).matches()) {
            return Optional.empty();
        }
        String version = new Hash16().add(identifier).digits();
        return Optional.of(new InstalledSetting(new SettingName("found " + identifier.substring(prefix.length())),
                authority, version, version, State.INSTALLED, 1, List.of(identifier), identifier, now, ""));
    }
}
