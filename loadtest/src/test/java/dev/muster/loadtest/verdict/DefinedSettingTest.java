package dev.muster.loadtest.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.loadtest.device.DevicePlatform;

/** What each service offers where: R24 and R24b. */
@Timeout(10)
class DefinedSettingTest {
    private static List<String> facts(Service service, String kind, Map<String, Object> values,
            DevicePlatform platform) {
        return new DefinedSetting(service, "x", kind, values).facts(platform).stream().map(Fact::toString).sorted()
                .toList();
    }

    @Test
    void office365DemandsFewerPasswordRulesOfAndroidR24b() {
        Map<String, Object> values = Map.of("minLength", 6, "alphanumeric", true, "maxInactivityMinutes", 5);
        assertEquals(List.of("password.minLength = 6"),
                facts(Service.OFFICE365, "password", values, DevicePlatform.ANDROID));
        List<String> all = List.of("password.alphanumeric = true", "password.maxInactivityMinutes = 5",
                "password.minLength = 6", "password.required = true");
        assertEquals(all, facts(Service.OFFICE365, "password", values, DevicePlatform.IOS));
        assertEquals(all, facts(Service.OFFICE365, "password", values, DevicePlatform.WINDOWS));
        assertEquals(all, facts(Service.INTUNE, "password", values, DevicePlatform.ANDROID));
    }

    @Test
    void wifiIsIntunesAndMailIsForPhonesOfAppleR24() {
        Map<String, Object> wifi = Map.of("ssid", "a", "passphrase", "12345678");
        assertEquals(List.of(), facts(Service.OFFICE365, "wifi", wifi, DevicePlatform.IOS));
        assertEquals(1, facts(Service.INTUNE, "wifi", wifi, DevicePlatform.WINDOWS).size());
        Map<String, Object> mail = Map.of("host", "h", "useSsl", true);
        assertEquals(List.of(), facts(Service.INTUNE, "email", mail, DevicePlatform.WINDOWS));
        assertEquals(List.of("email.h = ssl true"), facts(Service.OFFICE365, "email", mail, DevicePlatform.IOS));
    }

    @Test
    void refusesAKindItDoesNotKnow() {
        assertThrows(IllegalArgumentException.class,
                () -> facts(Service.INTUNE, "vpn", Map.of(), DevicePlatform.IOS));
    }
}
