package dev.muster.loadtest.verdict;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.plist.PlistCodec;
import dev.muster.protocol.plist.PlistValue;
import dev.muster.protocol.plist.PlistValue.PlistArray;
import dev.muster.protocol.plist.PlistValue.PlistBoolean;
import dev.muster.protocol.plist.PlistValue.PlistDict;
import dev.muster.protocol.plist.PlistValue.PlistInteger;
import dev.muster.protocol.plist.PlistValue.PlistString;

/** Reads configuration profiles (Apple's device-management repository, mdm/profiles). */
final class ProfileFacts {
    private static final Map<String, String> PASSWORD = Map.of("minLength", "minLength", "requireAlphanumeric",
            "alphanumeric", "maxInactivity", "maxInactivityMinutes", "maxFailedAttempts", "maxFailedAttempts",
            "maxPINAgeInDays", "expirationDays", "pinHistory", "history");
    private static final Map<String, String> RESTRICTION = Map.of("allowCamera", "camera", "allowScreenShot",
            "screenCapture");

    private ProfileFacts() {}

    static void read(String identifier, byte[] profile, List<Fact> facts, List<String> unexplained) {
        try {
            if (PlistCodec.decode(profile, DecodeLimits.DEFAULT) instanceof PlistDict top
                    && top.get("PayloadContent") instanceof PlistArray payloads) {
                for (PlistValue payload : payloads.values()) {
                    if (!(payload instanceof PlistDict dict) || !payload(dict, facts)) {
                        unexplained.add("a payload of profile " + identifier);
                    }
                }
                return;
            }
            unexplained.add("profile " + identifier);
        } catch (MalformedMessage malformed) {
            unexplained.add("profile " + identifier + ", which is malformed");
        }
    }

    private static boolean payload(PlistDict payload, List<Fact> facts) {
        return switch (payload.string("PayloadType").orElse("")) {
            case "com.apple.mobiledevice.passwordpolicy" -> password(payload, facts);
            case "com.apple.applicationaccess" -> fields(payload, "restriction.", RESTRICTION, facts);
            case "com.apple.wifi.managed" -> facts.add(new Fact("wifi." + payload.string("SSID_STR").orElse("?"),
                    payload.string("Password").orElse("")));
            case "com.apple.eas.account" -> facts
                    .add(new Fact("email." + payload.string("Host").orElse("?"), "ssl " + payload.bool("SSL")));
            default -> false;
        };
    }

    private static boolean password(PlistDict payload, List<Fact> facts) {
        if (payload.bool("forcePIN") && !facts.contains(Fact.PASSWORD_REQUIRED)) {
            facts.add(Fact.PASSWORD_REQUIRED);
        }
        return fields(payload, "password.", PASSWORD, facts) || payload.bool("forcePIN");
    }

    private static boolean fields(PlistDict payload, String prefix, Map<String, String> names, List<Fact> facts) {
        int before = facts.size();
        payload.entries().forEach((key, value) -> {
            String name = names.get(key);
            if (name != null) {
                text(value).ifPresent(text -> facts.add(new Fact(prefix + name, text)));
            }
        });
        return facts.size() > before;
    }

    private static Optional<String> text(@Nullable PlistValue value) {
        return switch (value) {
            case PlistInteger number -> Optional.of(Long.toString(number.value()));
            case PlistBoolean truth -> Optional.of(Boolean.toString(truth.value()));
            case PlistString string -> Optional.of(string.value());
            case null, default -> Optional.empty();
        };
    }
}
