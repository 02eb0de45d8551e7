package dev.muster.loadtest.verdict;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads nodes of a management tree: Windows' policies (documentation of the Policy and WiFi CSPs) and those of the Android
 * agent, which has the same leaves elsewhere.
 */
final class NodeFacts {
    private static final Map<String, String> NUMBERS = Map.of("DeviceLock/MinDevicePasswordLength",
            "password.minLength", "DeviceLock/MaxDevicePasswordFailedAttempts", "password.maxFailedAttempts",
            "DeviceLock/MaxInactivityTimeDeviceLock", "password.maxInactivityMinutes",
            "DeviceLock/DevicePasswordExpiration", "password.expirationDays", "DeviceLock/DevicePasswordHistory",
            "password.history");
    private static final Map<String, String> TRUTHS = Map.of("Camera/AllowCamera", "restriction.camera",
            "Experience/AllowScreenCapture", "restriction.screenCapture");
    /** 0 asks for letters and digits; 1 and 2 allow less. */
    private static final String ALPHANUMERIC = "DeviceLock/AlphanumericDevicePasswordRequired";
    /** 0 switches the lock on; several password settings share the node. */
    private static final String PASSWORD_ON = "DeviceLock/DevicePasswordEnabled";
    private static final Pattern WIFI = Pattern.compile(".*/WiFi/Profile/[^/]+/(WlanXml|Settings)");
    private static final Pattern SSID = Pattern.compile("<SSID>.*?<name>(.*?)</name>", Pattern.DOTALL);
    private static final Pattern PASSPHRASE = Pattern.compile("<keyMaterial>(.*?)</keyMaterial>", Pattern.DOTALL);

    private NodeFacts() {}

    static void read(Map<String, String> nodes, List<Fact> facts, List<String> unexplained) {
        boolean passwordOn = false;
        for (Map.Entry<String, String> node : nodes.entrySet()) {
            String locUri = node.getKey();
            String leaf = lastTwo(locUri);
            String value = node.getValue();
            if (NUMBERS.containsKey(leaf)) {
                facts.add(new Fact(NUMBERS.get(leaf), value));
            } else if (TRUTHS.containsKey(leaf)) {
                facts.add(new Fact(TRUTHS.get(leaf), Boolean.toString(!value.equals("0"))));
            } else if (leaf.equals(ALPHANUMERIC)) {
                facts.add(new Fact("password.alphanumeric", Boolean.toString(value.equals("0"))));
            } else if (leaf.equals(PASSWORD_ON)) {
                passwordOn = value.equals("0");
            } else if (WIFI.matcher(locUri).matches()) {
                facts.add(new Fact("wifi." + first(SSID, value), first(PASSPHRASE, value)));
            } else {
                unexplained.add("node " + locUri);
            }
        }
        if (passwordOn) {
            facts.add(Fact.PASSWORD_REQUIRED);
        }
    }

    private static String lastTwo(String locUri) {
        int last = locUri.lastIndexOf('/');
        int before = last < 0 ? -1 : locUri.lastIndexOf('/', last - 1);
        return locUri.substring(before + 1);
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }
}
