package dev.muster.gateway.settings;

import java.nio.charset.StandardCharsets;

import dev.muster.gateway.model.DmNode;
import dev.muster.gateway.model.Platform;

/**
 * Serves the kinds of settings: where things lie in the management tree. Windows: the Policy and WiFi configuration service
 * providers; Android: the nodes of Intune's agent.
 */
final class DmPaths {
    private static final String PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";

    private DmPaths() {}

    /** A policy that is a whole number. */
    static DmNode policy(Platform platform, String area, String name, int value) {
        String root = platform == Platform.WINDOWS
                ? "./Device/Vendor/MSFT/Policy/Config/"
                : "./Vendor/MSFT/PolicyManager/My/";
        return new DmNode(root + area + "/" + name, "int", "", Integer.toString(value));
    }

    /** A Wi-Fi profile. */
    static DmNode wifi(Platform platform, String ssid, String profileXml) {
        String locUri = platform == Platform.WINDOWS
                ? "./Device/Vendor/MSFT/WiFi/Profile/" + escaped(ssid) + "/WlanXml"
                : "./Vendor/MSFT/WiFi/Profile/" + escaped(ssid) + "/Settings";
        return new DmNode(locUri, "chr", "", profileXml);
    }

    /**
     * A name as one segment of a LocURI: the octets of its UTF-8 that RFC 2396 does not leave alone are escaped, and the dots of
     * a name that is nothing but one or two of them, since a path goes nowhere or up there and a removal would hit the parent
     * (R11b).
     */
    static String escaped(String segment) {
        if (segment.equals(".") || segment.equals("..")) {
            return segment.replace(".", "%2E");
        }
        StringBuilder escaped = new StringBuilder();
        for (byte octet : segment.getBytes(StandardCharsets.UTF_8)) {
            int value = octet & 0xFF;
            if (PLAIN.indexOf(value) >= 0) {
                escaped.append((char) value);
            } else {
                escaped.append(String.format(java.util.Locale.ROOT, "%%%02X", value));
            }
        }
        return escaped.toString();
    }
}
