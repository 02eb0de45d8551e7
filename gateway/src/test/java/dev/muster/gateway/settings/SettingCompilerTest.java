package dev.muster.gateway.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.muster.gateway.model.DmNode;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.SettingName;
import dev.muster.gateway.model.SettingPayload;
import dev.muster.gateway.model.TenantId;
import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.plist.PlistCodec;
import dev.muster.protocol.plist.PlistValue.PlistArray;
import dev.muster.protocol.plist.PlistValue.PlistBoolean;
import dev.muster.protocol.plist.PlistValue.PlistDict;
import dev.muster.protocol.plist.PlistValue.PlistInteger;
import dev.muster.protocol.plist.PlistValue.PlistString;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class SettingCompilerTest {
    private static final ManagementAuthority INTUNE = ManagementAuthority.INTUNE;
    private static final ManagementAuthority OFFICE365 = ManagementAuthority.OFFICE365;
    private static final Map<String, Object> ALL_PASSWORD_RULES = Map.of("minLength", 8, "alphanumeric", true,
            "maxInactivityMinutes", 5, "maxFailedAttempts", 10, "expirationDays", 90, "history", 5);
    private static final String WINDOWS_LOCK = "./Device/Vendor/MSFT/Policy/Config/DeviceLock/";
    private static final String ANDROID_LOCK = "./Vendor/MSFT/PolicyManager/My/DeviceLock/";

    @Test
    void aPasswordBecomesAnApplePasscodePolicy() throws MalformedMessage {
        PlistDict payload = payload(compiled(INTUNE, "Password", "password", ALL_PASSWORD_RULES), Platform.IOS);
        assertEquals("com.apple.mobiledevice.passwordpolicy", payload.string("PayloadType").orElseThrow());
        assertEquals(new PlistBoolean(true), payload.get("forcePIN"));
        assertEquals(new PlistBoolean(true), payload.get("requireAlphanumeric"));
        assertEquals(new PlistInteger(8), payload.get("minLength"));
        assertEquals(new PlistInteger(5), payload.get("maxInactivity"));
        assertEquals(new PlistInteger(10), payload.get("maxFailedAttempts"));
        assertEquals(new PlistInteger(90), payload.get("maxPINAgeInDays"));
        assertEquals(new PlistInteger(5), payload.get("pinHistory"));
    }

    @Test
    void aPasswordBecomesDeviceLockNodes() {
        Map<Platform, Setting> compiled = compiled(INTUNE, "Password", "password", ALL_PASSWORD_RULES);
        Map<String, String> values = Map.of("DevicePasswordEnabled", "0", "AlphanumericDevicePasswordRequired", "0",
                "MinDevicePasswordLength", "8", "MaxInactivityTimeDeviceLock", "5", "MaxDevicePasswordFailedAttempts",
                "10", "DevicePasswordExpiration", "90", "DevicePasswordHistory", "5");
        assertEquals(under(WINDOWS_LOCK, values), nodes(compiled, Platform.WINDOWS));
        assertEquals(under(ANDROID_LOCK, values), nodes(compiled, Platform.ANDROID));
        assertEquals(Set.of(Platform.IOS, Platform.IPADOS, Platform.MACOS, Platform.WINDOWS, Platform.ANDROID),
                compiled.keySet());
    }

    @Test
    void r24bOffice365LeavesOutWhatItDoesNotSetOnAndroidAndHasNoMac() {
        Map<Platform, Setting> compiled = compiled(OFFICE365, "Password", "password", ALL_PASSWORD_RULES);
        assertEquals(under(ANDROID_LOCK, Map.of("MinDevicePasswordLength", "8", "MaxDevicePasswordFailedAttempts", "10",
                "DevicePasswordExpiration", "90", "DevicePasswordHistory", "5")), nodes(compiled, Platform.ANDROID));
        assertEquals(7, nodes(compiled, Platform.WINDOWS).size());
        assertEquals(Set.of(Platform.IOS, Platform.IPADOS, Platform.WINDOWS, Platform.ANDROID), compiled.keySet());
        assertFalse(compiled(OFFICE365, "Lock", "password", Map.of("maxInactivityMinutes", 5))
                .containsKey(Platform.ANDROID));
    }

    @Test
    void aRestrictionBecomesWhatEachPlatformHas() throws MalformedMessage {
        Map<Platform, Setting> compiled = compiled(INTUNE, "Camera", "restriction",
                Map.of("camera", false, "screenCapture", true));
        PlistDict payload = payload(compiled, Platform.MACOS);
        assertEquals("com.apple.applicationaccess", payload.string("PayloadType").orElseThrow());
        assertEquals(new PlistBoolean(false), payload.get("allowCamera"));
        assertEquals(new PlistBoolean(true), payload.get("allowScreenShot"));
        assertEquals(Map.of("./Device/Vendor/MSFT/Policy/Config/Camera/AllowCamera", "0"),
                nodes(compiled, Platform.WINDOWS));
        assertEquals(Map.of("./Vendor/MSFT/PolicyManager/My/Camera/AllowCamera", "0",
                "./Vendor/MSFT/PolicyManager/My/Experience/AllowScreenCapture", "1"),
                nodes(compiled, Platform.ANDROID));
        assertFalse(compiled(INTUNE, "Screen", "restriction", Map.of("screenCapture", false))
                .containsKey(Platform.WINDOWS));
    }

    @Test
    void aWifiBecomesAProfileOrAWlanProfile() throws MalformedMessage {
        Map<Platform, Setting> compiled = compiled(INTUNE, "Office", "wifi",
                Map.of("ssid", "Café & Co", "passphrase", "a<b>&c 'd\""));
        PlistDict payload = payload(compiled, Platform.IOS);
        assertEquals("com.apple.wifi.managed", payload.string("PayloadType").orElseThrow());
        assertEquals(new PlistString("Café & Co"), payload.get("SSID_STR"));
        assertEquals(new PlistString("a<b>&c 'd\""), payload.get("Password"));
        String profile = nodes(compiled, Platform.WINDOWS)
                .getOrDefault("./Device/Vendor/MSFT/WiFi/Profile/Caf%C3%A9%20%26%20Co/WlanXml", "");
        assertTrue(profile.contains("<hex>436166C3A9202620436F</hex><name>Café &amp; Co</name>"),
                "name and its octets");
        assertTrue(profile.contains("<keyMaterial>a&lt;b&gt;&amp;c 'd\"</keyMaterial>"), "the key, escaped");
        assertEquals(Set.of("./Vendor/MSFT/WiFi/Profile/Caf%C3%A9%20%26%20Co/Settings"),
                nodes(compiled, Platform.ANDROID).keySet());
    }

    /** R11b: a removal of the node must not hit what lies above it. */
    @ParameterizedTest
    @CsvSource({".,%2E", "..,%2E%2E", "...,...", "a..b,a..b", "a/../b,a%2F..%2Fb", "%2E%2E,%252E%252E"})
    void aNetworkNameIsOneSegmentOfThePathAndNeverLeadsUp(String ssid, String segment) {
        Map<Platform, Setting> compiled = compiled(INTUNE, "Office", "wifi",
                Map.of("ssid", ssid, "passphrase", "correct horse"));
        assertEquals(Set.of("./Device/Vendor/MSFT/WiFi/Profile/" + segment + "/WlanXml"),
                nodes(compiled, Platform.WINDOWS).keySet());
        assertEquals(Set.of("./Vendor/MSFT/WiFi/Profile/" + segment + "/Settings"),
                nodes(compiled, Platform.ANDROID).keySet());
    }

    @Test
    void anEmailBecomesAnExchangeAccountOnIosAndIpadOsAlone() throws MalformedMessage {
        Map<Platform, Setting> compiled = compiled(OFFICE365, "Mail", "email", Map.of("host", "outlook.office365.com"));
        assertEquals(Set.of(Platform.IOS, Platform.IPADOS), compiled.keySet());
        PlistDict payload = payload(compiled, Platform.IPADOS);
        assertEquals("com.apple.eas.account", payload.string("PayloadType").orElseThrow());
        assertEquals(new PlistString("outlook.office365.com"), payload.get("Host"));
        assertEquals(new PlistBoolean(true), payload.get("SSL"));
    }

    @Test
    void r11bTheSameNameHasTheSameIdentifiersWhateverTheAuthority() throws MalformedMessage {
        Map<String, Object> values = Map.of("minLength", 6);
        Map<Platform, Setting> old = compiled(OFFICE365, "Password Rules", "password", values);
        Map<Platform, Setting> next = compiled(INTUNE, "PASSWORD rules", "password", Map.of("minLength", 9));
        assertEquals(profile(old, Platform.IOS).identifier(), profile(next, Platform.IOS).identifier());
        assertTrue(
                profile(old, Platform.IOS).identifier().matches("dev\\.muster\\.contoso\\.password-rules-[0-9a-f]{8}"),
                profile(old, Platform.IOS).identifier());
        assertEquals(decoded(old, Platform.IOS).string("PayloadUUID"),
                decoded(next, Platform.IOS).string("PayloadUUID"));
        assertNotEquals(profile(old, Platform.IOS).identifier(),
                profile(compiled(INTUNE, "Password-Rules", "password", values), Platform.IOS).identifier());
        assertNotEquals(decoded(old, Platform.IOS).string("PayloadUUID"),
                payload(old, Platform.IOS).string("PayloadUUID"));
    }

    @Test
    void theProfileHasItsEnvelope() throws MalformedMessage {
        PlistDict profile = decoded(compiled(INTUNE, "Über", "password", Map.of()), Platform.IOS);
        assertEquals("Configuration", profile.string("PayloadType").orElseThrow());
        assertEquals("Über", profile.string("PayloadDisplayName").orElseThrow());
        assertEquals(new PlistInteger(1), profile.get("PayloadVersion"));
        assertTrue(
                profile.string("PayloadIdentifier").orElseThrow().matches("dev\\.muster\\.contoso\\.ber-[0-9a-f]{8}"));
    }

    @Test
    void aVersionIsItsContentAndItsAuthority() {
        Map<String, Object> six = Map.of("minLength", 6);
        String version = version(compiled(INTUNE, "Password", "password", six));
        assertTrue(version.matches("[0-9a-f]{16}"), version);
        assertEquals(version, version(compiled(INTUNE, "Password", "password", six)));
        assertNotEquals(version, version(compiled(INTUNE, "Password", "password", Map.of("minLength", 7))));
        assertNotEquals(version, version(compiled(OFFICE365, "Password", "password", six)));
    }

    @Test
    void refusesWhatDoesNotFitAndNamesTheField() {
        refuses("minLength", "password", Map.of("minLength", 3));
        refuses("minLength", "password", Map.of("minLength", 17));
        refuses("minLength", "password", Map.of("minLength", "8"));
        refuses("minLength", "password", Map.of("minLength", 8.5));
        refuses("history", "password", Map.of("minLength", 8, "history", 0));
        refuses("alphanumeric", "password", Map.of("alphanumeric", "yes"));
        refuses("minLenght", "password", Map.of("minLenght", 8));
        refuses("camera", "restriction", Map.of());
        refuses("ssid", "wifi", Map.of("passphrase", "12345678"));
        refuses("ssid", "wifi", Map.of("ssid", "x".repeat(33), "passphrase", "12345678"));
        refuses("ssid", "wifi", Map.of("ssid", "\uD83D", "passphrase", "12345678"));
        refuses("passphrase", "wifi", Map.of("ssid", "Office", "passphrase", "1234567"));
        refuses("passphrase", "wifi", Map.of("ssid", "Office", "passphrase", "pässphrase"));
        refuses("host", "email", Map.of("host", "not a host"));
        refuses("host", "email", Map.of("host", "-x.example"));
        refuses("kind", "vpn", Map.of());
    }

    @Test
    void aWholeNumberMayBeWrittenAsAReal() {
        assertEquals(version(compiled(INTUNE, "Password", "password", Map.of("minLength", 8))),
                version(compiled(INTUNE, "Password", "password", Map.of("minLength", 8.0))));
    }

    @Test
    void refusesNamesThatTheLedgerNeedsOrXmlCannotCarry() {
        for (String name : List.of("Password (former)", "Pass\uD83Dword", "Pass\uFFFEword")) {
            CompileOutcome outcome = SettingCompiler.compile(new TenantId("contoso"), INTUNE, new SettingName(name),
                    "password", Map.of());
            assertEquals("name", assertInstanceOf(CompileOutcome.Refused.class, outcome).field());
        }
    }

    @Test
    void r24WifiIsNotOfferedByOffice365AndTheLicenceIsNamed() {
        CompileOutcome outcome = SettingCompiler.compile(new TenantId("contoso"), OFFICE365, new SettingName("Office"),
                "wifi", Map.of("ssid", "Office", "passphrase", "12345678"));
        String reason = assertInstanceOf(CompileOutcome.NotOffered.class, outcome).reason();
        assertTrue(reason.contains("Office 365") && reason.contains("Business Premium"), reason);
    }

    @Test
    void noTextFormShowsThePassphrase() {
        Map<Platform, Setting> compiled = compiled(INTUNE, "Office", "wifi",
                Map.of("ssid", "Office", "passphrase", "correct horse"));
        assertFalse(compiled.toString().contains("correct horse"));
        CompileOutcome refused = SettingCompiler.compile(new TenantId("contoso"), INTUNE, new SettingName("x"), "wifi",
                Map.of("ssid", "Office", "passphrase", "short"));
        assertFalse(refused.toString().contains("short"));
    }

    private static void refuses(String field, String kind, Map<String, Object> values) {
        CompileOutcome outcome = SettingCompiler.compile(new TenantId("contoso"), INTUNE, new SettingName("x"), kind,
                values);
        CompileOutcome.Refused refused = assertInstanceOf(CompileOutcome.Refused.class, outcome, kind + values);
        assertEquals(field, refused.field());
        assertFalse(refused.reason().isBlank() || refused.remedy().isBlank());
    }

    private static Map<Platform, Setting> compiled(ManagementAuthority authority, String name, String kind,
            Map<String, Object> values) {
        return assertInstanceOf(CompileOutcome.Compiled.class,
                SettingCompiler.compile(new TenantId("contoso"), authority, new SettingName(name), kind, values))
                .byPlatform();
    }

    private static String version(Map<Platform, Setting> compiled) {
        return setting(compiled, Platform.IOS).version();
    }

    private static Setting setting(Map<Platform, Setting> compiled, Platform platform) {
        List<Setting> found = new ArrayList<>();
        compiled.forEach((known, setting) -> {
            if (known == platform) {
                found.add(setting);
            }
        });
        return found.getFirst();
    }

    private static SettingPayload.AppleProfile profile(Map<Platform, Setting> compiled, Platform platform) {
        return assertInstanceOf(SettingPayload.AppleProfile.class, setting(compiled, platform).payload());
    }

    private static PlistDict decoded(Map<Platform, Setting> compiled, Platform platform) throws MalformedMessage {
        byte[] bytes = profile(compiled, platform).mobileconfig();
        assertTrue(new String(bytes, StandardCharsets.UTF_8).startsWith("<?xml"));
        return assertInstanceOf(PlistDict.class, PlistCodec.decode(bytes, DecodeLimits.DEFAULT));
    }

    private static PlistDict payload(Map<Platform, Setting> compiled, Platform platform) throws MalformedMessage {
        PlistArray content = assertInstanceOf(PlistArray.class, decoded(compiled, platform).get("PayloadContent"));
        return assertInstanceOf(PlistDict.class, content.values().getFirst());
    }

    private static Map<String, String> nodes(Map<Platform, Setting> compiled, Platform platform) {
        return assertInstanceOf(SettingPayload.DmNodes.class, setting(compiled, platform).payload()).nodes().stream()
                .collect(Collectors.toMap(DmNode::locUri, DmNode::data));
    }

    private static Map<String, String> under(String root, Map<String, String> values) {
        return values.entrySet().stream()
                .collect(Collectors.toMap(entry -> root + entry.getKey(), Map.Entry::getValue));
    }
}
