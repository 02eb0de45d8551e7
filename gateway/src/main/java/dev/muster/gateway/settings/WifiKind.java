package dev.muster.gateway.settings;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import dev.muster.gateway.model.DmNode;
import dev.muster.gateway.model.Platform;
import dev.muster.protocol.plist.PlistValue;

/**
 * A Wi-Fi network with a pre-shared key: Apple's com.apple.wifi.managed, elsewhere a WLAN profile (schema
 * {@code http://www.microsoft.com/networking/WLAN/profile/v1}). The passphrase is a secret: it is in the payload and nowhere
 * else.
 */
final class WifiKind implements SettingKind {
    @Override
    public String name() {
        return "wifi";
    }

    @Override
    public Content read(Fields fields) {
        String ssid = fields.text("ssid", WifiKind::isSsid,
                "Give a name of 1 to 32 octets without control characters.");
        String passphrase = fields.text("passphrase", WifiKind::isPassphrase,
                "Give 8 to 63 printable ASCII characters.");
        return new Network(ssid, passphrase);
    }

    private static boolean isSsid(String text) {
        int octets = text.getBytes(StandardCharsets.UTF_8).length;
        return octets >= 1 && octets <= 32 && Fields.isPlainText(text);
    }

    private static boolean isPassphrase(String text) {
        return text.length() >= 8 && text.length() <= 63 && text.chars().allMatch(c -> c >= 0x20 && c <= 0x7E);
    }

    private record Network(String ssid, String passphrase) implements Content {
        @Override
        public Optional<ApplePayload> apple(Predicate<String> offered) {
            Map<String, PlistValue> entries = new LinkedHashMap<>();
            entries.put("SSID_STR", new PlistValue.PlistString(ssid));
            entries.put("AutoJoin", new PlistValue.PlistBoolean(true));
            entries.put("HIDDEN_NETWORK", new PlistValue.PlistBoolean(false));
            entries.put("EncryptionType", new PlistValue.PlistString("WPA2"));
            entries.put("Password", new PlistValue.PlistString(passphrase));
            return Optional.of(new ApplePayload("com.apple.wifi.managed", entries));
        }

        @Override
        public List<DmNode> nodes(Platform platform, Predicate<String> offered) {
            return List.of(DmPaths.wifi(platform, ssid, profile()));
        }

        private String profile() {
            String name = xml(ssid);
            String hex = HexFormat.of().formatHex(ssid.getBytes(StandardCharsets.UTF_8)).toUpperCase(Locale.ROOT);
            return "<?xml version=\"1.0\"?><WLANProfile xmlns=\"http://www.microsoft.com/networking/WLAN/profile/v1\">"
                    + "<name>" + name + "</name><SSIDConfig><SSID><hex>" + hex + "</hex><name>" + name
                    + "</name></SSID><nonBroadcast>false</nonBroadcast></SSIDConfig>"
                    + "<connectionType>ESS</connectionType><connectionMode>auto</connectionMode><MSM><security>"
                    + "<authEncryption><authentication>WPA2PSK</authentication><encryption>AES</encryption>"
                    + "<useOneX>false</useOneX></authEncryption><sharedKey><keyType>passPhrase</keyType>"
                    + "<protected>false</protected><keyMaterial>" + xml(passphrase)
                    + "</keyMaterial></sharedKey></security></MSM></WLANProfile>";
        }

        private static String xml(String text) {
            return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        }

        @Override
        public String toString() {
            return "Network[***]";
        }
    }
}
