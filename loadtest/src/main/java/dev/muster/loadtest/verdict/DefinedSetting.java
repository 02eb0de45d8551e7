package dev.muster.loadtest.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.muster.loadtest.device.DevicePlatform;

/**
 * A setting that a run has defined through the administrator's API, and what it must come to on each platform.
 *
 * @param service whose it is
 * @param name its name
 * @param kind {@code password}, {@code restriction}, {@code wifi} or {@code email}
 * @param values numbers, truths and texts by field, as the API takes them
 */
public record DefinedSetting(Service service, String name, String kind, Map<String, Object> values) {
    public DefinedSetting {
        values = Map.copyOf(values);
    }

    /**
     * What a device of this platform enforces when it holds the setting, after R24 and R24b; empty if the service does not
     * offer it there.
     */
    public List<Fact> facts(DevicePlatform platform) {
        return switch (kind) {
            case "password" -> password(platform);
            case "restriction" -> restrictions(platform);
            case "wifi" -> service == Service.INTUNE
                    ? List.of(new Fact("wifi." + values.get("ssid"), String.valueOf(values.get("passphrase"))))
                    : List.of();
            case "email" -> platform == DevicePlatform.IOS
                    ? List.of(new Fact("email." + values.get("host"), "ssl " + values.get("useSsl")))
                    : List.of();
            default -> throw new IllegalArgumentException("no kind of setting is called " + kind);
        };
    }

    /** R24b: on Office 365 a password is demanded as such on iOS and Windows only. */
    private List<Fact> password(DevicePlatform platform) {
        List<Fact> facts = new ArrayList<>(fields(platform, "password."));
        if (service == Service.INTUNE || platform != DevicePlatform.ANDROID) {
            facts.add(Fact.PASSWORD_REQUIRED);
        }
        return facts;
    }

    /** Office 365 has no camera and screen restrictions on Windows (documentation of Basic Mobility and Security). */
    private List<Fact> restrictions(DevicePlatform platform) {
        boolean offered = service == Service.INTUNE || platform != DevicePlatform.WINDOWS;
        return offered ? fields(platform, "restriction.") : List.of();
    }

    private List<Fact> fields(DevicePlatform platform, String prefix) {
        List<Fact> facts = new ArrayList<>();
        new TreeMap<>(values).forEach((field, value) -> {
            if (offers(platform, field)) {
                facts.add(new Fact(prefix + field, String.valueOf(value)));
            }
        });
        return facts;
    }

    /** R24b: on Office 365 "alphanumeric" and the inactivity lock exist on iOS and Windows only; PCs have no switch for the screen. */
    private boolean offers(DevicePlatform platform, String field) {
        if (field.equals("screenCapture") && platform == DevicePlatform.WINDOWS) {
            return false;
        }
        boolean narrowed = field.equals("alphanumeric") || field.equals("maxInactivityMinutes");
        return !(service == Service.OFFICE365 && platform == DevicePlatform.ANDROID && narrowed);
    }
}
