package dev.muster.gateway.settings;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import dev.muster.gateway.model.DmNode;
import dev.muster.gateway.model.Platform;
import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.plist.PlistCodec;
import dev.muster.protocol.plist.PlistValue;
import dev.muster.protocol.plist.PlistValue.PlistArray;
import dev.muster.protocol.plist.PlistValue.PlistDict;
import dev.muster.protocol.plist.PlistValue.PlistString;

/**
 * An administrator's own configuration profile for Apple devices: unsigned and in the clear, since what nobody can look into
 * cannot be judged (R14). Its payloads are taken over; the profile around them, and every identifier, is made anew, so that it
 * replaces and removes nothing but itself (R11b).
 */
final class CustomProfileKind implements SettingKind {
    private static final int LONGEST = 512 * 1024;
    private static final int MOST_PAYLOADS = 100;
    private static final DecodeLimits LIMITS = new DecodeLimits(LONGEST, 32, 20_000);
    private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    /** Keys of the profile itself that are made anew or say nothing to a device under management. */
    private static final Set<String> AROUND = Set.of("PayloadContent", "PayloadDescription", "PayloadDisplayName",
            "PayloadIdentifier", "PayloadOrganization", "PayloadRemovalDisallowed", "PayloadScope", "PayloadType",
            "PayloadUUID", "PayloadVersion");
    private static final String UNSIGNED = "Give the profile unsigned and not encrypted, as an XML or binary property"
            + " list; a binary one in base64.";

    @Override
    public String name() {
        return "customProfile";
    }

    @Override
    public Content read(Fields fields) {
        String text = fields.text("mobileconfig", given -> !given.isBlank() && given.length() <= LONGEST,
                "Give a configuration profile, at most 512 KB.");
        List<ApplePayload> payloads = new ArrayList<>();
        if (!text.isEmpty()) {
            try {
                if (PlistCodec.decode(bytes(text), LIMITS) instanceof PlistDict profile) {
                    read(fields, profile, payloads);
                } else {
                    refuse(fields, "mobileconfig is no dictionary.", UNSIGNED);
                }
            } catch (MalformedMessage malformed) {
                refuse(fields, "mobileconfig is no property list: " + malformed.reason() + " at byte "
                        + malformed.offset() + ".", UNSIGNED);
            }
        }
        return new Custom(List.copyOf(payloads));
    }

    /** XML as it is; anything else is taken for base64, and is left alone if it is none. */
    private static byte[] bytes(String text) {
        if (!text.stripLeading().startsWith("<")) {
            try {
                return Base64.getMimeDecoder().decode(text);
            } catch (IllegalArgumentException noBase64) {
                return text.getBytes(StandardCharsets.UTF_8);
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void read(Fields fields, PlistDict profile, List<ApplePayload> into) {
        Optional<String> unknown = profile.entries().keySet().stream().filter(key -> !AROUND.contains(key)).findFirst();
        boolean system = !(profile.entries().get("PayloadScope") instanceof PlistString scope)
                || scope.value().equals("System");
        if (!text(profile, "PayloadType").equals("Configuration")) {
            refuse(fields, "mobileconfig has no PayloadType Configuration.", UNSIGNED);
        } else if (!(profile.entries().get("PayloadContent") instanceof PlistArray content)
                || content.values().isEmpty() || content.values().size() > MOST_PAYLOADS) {
            refuse(fields, "mobileconfig has no payloads, or too many.",
                    "Give 1 to " + MOST_PAYLOADS + " payloads in PayloadContent, as an array.");
        } else if (unknown.isPresent() || !system) {
            refuse(fields, "The profile has a key of its own that cannot be kept, or the scope of a user.",
                    "Keep to payloads: leave out RemovalDate, ConsentText and the like, and use the scope System.");
        } else if (ProtectedPayloads.touches(profile)) {
            refuse(fields, "mobileconfig touches the management of the device itself (R14).",
                    "Leave out payloads of the type com.apple.mdm and preferences of the management client.");
        } else {
            content.values().forEach(payload -> payload(fields, payload, into));
        }
    }

    private static void payload(Fields fields, PlistValue value, List<ApplePayload> into) {
        if (value instanceof PlistDict payload && TYPE.matcher(text(payload, "PayloadType")).matches()) {
            into.add(new ApplePayload(text(payload, "PayloadType"), new LinkedHashMap<>(payload.entries())));
        } else {
            refuse(fields, "A payload is no dictionary, or its PayloadType is missing or odd.",
                    "Give each payload a PayloadType of letters, digits, dots and hyphens.");
        }
    }

    private static String text(PlistDict dict, String key) {
        return dict.entries().get(key) instanceof PlistString text ? text.value() : "";
    }

    private static void refuse(Fields fields, String reason, String remedy) {
        fields.refuse("mobileconfig", reason, remedy);
    }

    private record Custom(List<ApplePayload> payloads) implements Content {
        @Override
        public Optional<ApplePayload> apple(Predicate<String> offered) {
            return payloads.stream().findFirst();
        }

        @Override
        public List<ApplePayload> applePayloads(Predicate<String> offered) {
            return payloads;
        }

        @Override
        public List<DmNode> nodes(Platform platform, Predicate<String> offered) {
            return List.of();
        }

        @Override
        public String toString() {
            return "Custom[" + payloads.size() + " payloads]";
        }
    }
}
