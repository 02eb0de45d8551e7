package dev.muster.gateway.settings;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.DataFile;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;

/**
 * Serves whoever accepts or delivers something on behalf of an authority: what that authority can do on which platform (R24,
 * R24b). The knowledge is the file {@code capabilities.csv}; this class reads it once and words the objections.
 */
public final class Capabilities {
    private static final String HEADING = "authority,capability,platforms";
    private static final String INTUNE_PLANS = "Business Premium, F3, Microsoft 365 E3 or E5, A1, A3 or A5, "
            + "Enterprise Mobility + Security E3 or E5, or Intune itself";
    private static final Capabilities KNOWN = read();

    private final Map<ManagementAuthority, Map<String, Set<Platform>>> offered;

    private Capabilities(Map<ManagementAuthority, Map<String, Set<Platform>>> offered) {
        this.offered = offered;
    }

    /** The capabilities of this build. */
    public static Capabilities known() {
        return KNOWN;
    }

    /** Why devices of that platform cannot be enrolled under that authority; empty if they can. */
    public Optional<String> objection(ManagementAuthority authority, Platform platform) {
        return objection(authority, "platform", "management", platform);
    }

    /** Why that authority cannot do that on that platform; empty if it can. Names the authority and the licence that could. */
    public Optional<String> objection(ManagementAuthority authority, Action.Kind action, Platform platform) {
        return objection(authority, "action." + action.wireName(), "the action " + action.wireName(), platform);
    }

    /** Why that authority has no settings of that kind on that platform; empty if it has. */
    public Optional<String> objection(ManagementAuthority authority, String settingKind, Platform platform) {
        return objection(authority, "setting." + settingKind, settingKind + " settings", platform);
    }

    /** Whether that authority sets this field of a kind on that platform. */
    public boolean offersField(ManagementAuthority authority, String settingKind, String field, Platform platform) {
        String kind = "setting." + settingKind;
        Map<String, Set<Platform>> row = offered.getOrDefault(authority, Map.of());
        Set<Platform> narrowed = row.get(kind + "." + field);
        return offers(authority, kind, platform) && (narrowed == null || narrowed.contains(platform));
    }

    private boolean offers(ManagementAuthority authority, String capability, Platform platform) {
        return offered.getOrDefault(authority, Map.of()).getOrDefault(capability, Set.of()).contains(platform);
    }

    private Optional<String> objection(ManagementAuthority authority, String capability, String words,
            Platform platform) {
        if (offers(authority, capability, platform)) {
            return Optional.empty();
        }
        String refusal = title(authority) + " does not offer " + words + " on " + platform.wireName() + ".";
        if (offers(ManagementAuthority.INTUNE, capability, platform)) {
            return Optional
                    .of(refusal + " Intune does: give the user a licence that contains it (" + INTUNE_PLANS + ").");
        }
        return Optional.of(refusal + " No licence would change that.");
    }

    /** The name of an authority in a sentence. */
    public static String title(ManagementAuthority authority) {
        return switch (authority) {
            case INTUNE -> "Intune";
            case OFFICE365 -> "Office 365 (Basic Mobility and Security)";
            case CONFIGURATION_MANAGER -> "Configuration Manager";
        };
    }

    private static Capabilities read() {
        Map<ManagementAuthority, Map<String, Set<Platform>>> offered = new EnumMap<>(ManagementAuthority.class);
        for (List<String> row : DataFile.rows(Capabilities.class, "capabilities.csv", HEADING)) {
            Set<Platform> platforms = EnumSet.noneOf(Platform.class);
            for (String name : DataFile.words(row.get(2))) {
                platforms.add(Platform.ofWireName(name).orElseThrow());
            }
            offered.computeIfAbsent(ManagementAuthority.ofWireName(row.get(0)).orElseThrow(), _ -> new HashMap<>())
                    .put(row.get(1), platforms);
        }
        return new Capabilities(offered);
    }
}
