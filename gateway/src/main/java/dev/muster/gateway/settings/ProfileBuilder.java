package dev.muster.gateway.settings;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import dev.muster.gateway.model.SettingName;
import dev.muster.gateway.model.SettingPayload.AppleProfile;
import dev.muster.gateway.model.TenantId;
import dev.muster.protocol.plist.PlistCodec;
import dev.muster.protocol.plist.PlistValue;
import dev.muster.protocol.plist.PlistValue.PlistArray;
import dev.muster.protocol.plist.PlistValue.PlistBoolean;
import dev.muster.protocol.plist.PlistValue.PlistDict;
import dev.muster.protocol.plist.PlistValue.PlistInteger;
import dev.muster.protocol.plist.PlistValue.PlistString;

/**
 * Serves the compiler: puts one payload into a configuration profile. Identifier and UUIDs depend on tenant and name alone,
 * so another version, also another authority's, replaces the profile in place (R11b).
 */
final class ProfileBuilder {
    private static final int LONGEST_SLUG = 40;
    private static final Set<String> KEPT = Set.of("PayloadUUID", "PayloadVersion", "PayloadDisplayName");
    private final TenantId tenant;
    private final SettingName name;

    ProfileBuilder(TenantId tenant, SettingName name) {
        this.tenant = tenant;
        this.name = name;
    }

    /** {@code dev.muster.<tenant>.<name as letters and digits>-<hash>}: the hash keeps names apart that look the same. */
    String identifier() {
        String slug = name.key().replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        String shortened = slug.length() <= LONGEST_SLUG ? slug : slug.substring(0, LONGEST_SLUG);
        String hash = new Hash16().add(name.key()).digits().substring(0, 8);
        return prefix(tenant) + (shortened.isEmpty() ? hash : shortened + "-" + hash);
    }

    /** How the identifiers of all profiles of a tenant begin. */
    static String prefix(TenantId tenant) {
        return "dev.muster." + tenant.value() + ".";
    }

    /** The profile with these payloads. Where one has a UUID of its own it is kept, since others may refer to it. */
    AppleProfile profile(List<SettingKind.ApplePayload> payloads) {
        String identifier = identifier();
        List<PlistValue> contents = new ArrayList<>();
        for (SettingKind.ApplePayload payload : payloads) {
            String inner = identifier + "." + payload.type() + (contents.isEmpty() ? "" : "." + contents.size());
            Map<String, PlistValue> content = new LinkedHashMap<>(payload.entries());
            content.putAll(common(inner, payload.type()));
            payload.entries().forEach((key, value) -> {
                if (KEPT.contains(key)) {
                    content.put(key, value);
                }
            });
            contents.add(new PlistDict(content));
        }
        Map<String, PlistValue> profile = new LinkedHashMap<>();
        profile.put("PayloadContent", new PlistArray(contents));
        profile.putAll(common(identifier, "Configuration"));
        profile.put("PayloadRemovalDisallowed", new PlistBoolean(false));
        profile.put("PayloadScope", new PlistString("System"));
        return new AppleProfile(identifier, PlistCodec.encode(new PlistDict(profile)));
    }

    private Map<String, PlistValue> common(String identifier, String type) {
        Map<String, PlistValue> common = new LinkedHashMap<>();
        common.put("PayloadDisplayName", new PlistString(name.value()));
        common.put("PayloadIdentifier", new PlistString(identifier));
        common.put("PayloadType", new PlistString(type));
        common.put("PayloadUUID", new PlistString(uuid(identifier)));
        common.put("PayloadVersion", new PlistInteger(1));
        return common;
    }

    private static String uuid(String identifier) {
        return UUID.nameUUIDFromBytes(identifier.getBytes(StandardCharsets.UTF_8)).toString().toUpperCase(Locale.ROOT);
    }
}
