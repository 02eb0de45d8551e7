package dev.muster.loadtest.device;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.plist.PlistCodec;
import dev.muster.protocol.plist.PlistValue;
import dev.muster.protocol.plist.PlistValue.PlistArray;
import dev.muster.protocol.plist.PlistValue.PlistDict;
import dev.muster.protocol.plist.PlistValue.PlistInteger;
import dev.muster.protocol.plist.PlistValue.PlistString;

/** What an {@link AppleDevice} does with a command (Apple's device-management schema, mdm/commands). */
final class AppleCommands {
    /** Error domain of iOS's MDM client. */
    private static final String MDM_ERRORS = "MCMDMErrorDomain";
    private static final int MALFORMED_REQUEST = 12_008;
    private static final int PROFILE_NOT_MANAGED = 12_013;
    private static final int INVALID_REQUEST_TYPE = 12_021;

    private AppleCommands() {}

    /**
     * How a command ended.
     *
     * @param status Acknowledged, Error or NotNow
     * @param answers what the report carries besides
     */
    record Outcome(String status, Map<String, PlistValue> answers) {
        static final Outcome NOT_NOW = new Outcome("NotNow", Map.of());
        static final Outcome DONE = new Outcome("Acknowledged", Map.of());

        static Outcome error(String domain, int code) {
            Map<String, PlistValue> link = new LinkedHashMap<>();
            link.put("ErrorCode", new PlistInteger(code));
            link.put("ErrorDomain", new PlistString(domain));
            link.put("LocalizedDescription", new PlistString("The emulator refused."));
            return new Outcome("Error", Map.of("ErrorChain", new PlistArray(List.of(new PlistDict(link)))));
        }
    }

    /** Executes a command; the device's monitor is held. */
    static Outcome execute(AppleDevice device, PlistDict command) {
        return switch (command.string("RequestType").orElse("")) {
            case "InstallProfile" -> command.data("Payload").map(profile -> install(device, profile))
                    .orElseGet(() -> Outcome.error(MDM_ERRORS, MALFORMED_REQUEST));
            case "RemoveProfile" -> command.string("Identifier").map(identifier -> remove(device, identifier))
                    .orElseGet(() -> Outcome.error(MDM_ERRORS, MALFORMED_REQUEST));
            case "DeviceLock", "RestartDevice", "DeviceConfigured" -> Outcome.DONE;
            case "EraseDevice" -> {
                device.complain("erased, though nobody in this run asks for it");
                yield Outcome.DONE;
            }
            case "DeviceInformation" -> information(device, command);
            case "ProfileList" -> profileList(device);
            default -> Outcome.error(MDM_ERRORS, INVALID_REQUEST_TYPE);
        };
    }

    private static Outcome install(AppleDevice device, byte[] profile) {
        Optional<String> identifier = Optional.empty();
        try {
            if (PlistCodec.decode(profile, DecodeLimits.DEFAULT) instanceof PlistDict content
                    && content.get("PayloadContent") instanceof PlistArray) {
                identifier = content.string("PayloadIdentifier");
            }
        } catch (MalformedMessage malformed) {
            device.complain("a profile is no property list: " + malformed.reason());
        }
        if (identifier.isEmpty()) {
            return Outcome.error("MCProfileErrorDomain", 1000);
        }
        if (identifier.get().equals(AppleDevice.ENROLMENT_PROFILE)) {
            device.complain("a setting replaces the enrolment profile (R14)");
        }
        device.put(identifier.get(), profile);
        return Outcome.DONE;
    }

    private static Outcome remove(AppleDevice device, String identifier) {
        if (identifier.equals(AppleDevice.ENROLMENT_PROFILE)) {
            device.complain("the enrolment profile was removed (R14)");
            return Outcome.DONE;
        }
        return device.remove(identifier) ? Outcome.DONE : Outcome.error(MDM_ERRORS, PROFILE_NOT_MANAGED);
    }

    private static Outcome information(AppleDevice device, PlistDict command) {
        Map<String, PlistValue> known = new LinkedHashMap<>();
        known.put("DeviceName", new PlistString(device.name()));
        known.put("SerialNumber", new PlistString(device.serial()));
        known.put("UDID", new PlistString(device.hardwareId()));
        known.put("OSVersion", new PlistString("18.1"));
        known.put("ModelName", new PlistString("iPhone"));
        if (command.get("Queries") instanceof PlistArray queries) {
            List<PlistValue> asked = queries.values();
            known.keySet().removeIf(key -> !asked.contains(new PlistString(key)));
        }
        return new Outcome("Acknowledged", Map.of("QueryResponses", new PlistDict(known)));
    }

    private static Outcome profileList(AppleDevice device) {
        List<PlistValue> list = new ArrayList<>();
        list.add(new PlistDict(Map.of("PayloadIdentifier", new PlistString(AppleDevice.ENROLMENT_PROFILE))));
        if (device.held() instanceof HeldContent.Profiles held) {
            for (String identifier : held.byIdentifier().keySet()) {
                list.add(new PlistDict(Map.of("PayloadIdentifier", new PlistString(identifier))));
            }
        }
        return new Outcome("Acknowledged", Map.of("ProfileList", new PlistArray(list)));
    }
}
