package dev.muster.gateway.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.SettingName;
import dev.muster.gateway.model.SettingPayload.AppleProfile;
import dev.muster.gateway.model.TenantId;

/** Custom profiles (R24): validated when they are defined, and what they may not touch (R14). */
@Timeout(30)
class CustomProfileTest {
    private static final String DOCK = "<dict><key>PayloadType</key><string>com.apple.dock</string>"
            + "<key>PayloadIdentifier</key><string>com.example.enrolment</string><key>PayloadUUID</key>"
            + "<string>0A0A</string><key>orientation</key><string>left</string></dict>";

    private static CompileOutcome compile(String mobileconfig) {
        return SettingCompiler.compile(new TenantId("contoso"), ManagementAuthority.INTUNE, new SettingName("own"),
                "customProfile", Map.of("mobileconfig", mobileconfig));
    }

    private static String profile(String payloads) {
        return "<plist version=\"1.0\"><dict><key>PayloadType</key><string>Configuration</string>"
                + "<key>PayloadIdentifier</key><string>com.example.enrolment</string><key>PayloadContent</key><array>"
                + payloads + "</array></dict></plist>";
    }

    private static String payload(String type) {
        return "<dict><key>PayloadType</key><string>" + type + "</string></dict>";
    }

    private static CompileOutcome.Refused refused(String mobileconfig) {
        CompileOutcome.Refused refused = assertInstanceOf(CompileOutcome.Refused.class, compile(mobileconfig),
                mobileconfig);
        assertEquals("mobileconfig", refused.field());
        assertFalse(refused.remedy().isEmpty());
        return refused;
    }

    @Test
    void takesThePayloadsOverAndMakesEveryIdentifierAnew_R11b() {
        var compiled = assertInstanceOf(CompileOutcome.Compiled.class,
                compile(profile(DOCK + payload("com.apple.dnsSettings.managed")))).byPlatform();
        assertEquals(Set.of(Platform.IOS, Platform.IPADOS, Platform.MACOS), compiled.keySet());
        AppleProfile made = assertInstanceOf(AppleProfile.class, compiled.values().iterator().next().payload());
        String text = new String(made.mobileconfig(), StandardCharsets.UTF_8);
        assertTrue(made.identifier().startsWith("dev.muster.contoso.own-"), made.identifier());
        assertFalse(text.contains("com.example.enrolment"), text);
        assertTrue(text.contains("orientation") && text.contains("<string>0A0A</string>"),
                "other payloads refer to it");
        assertTrue(text.contains(made.identifier() + ".com.apple.dnsSettings.managed.1"), text);
    }

    @Test
    void readsABinaryProfileInBase64() {
        assertInstanceOf(CompileOutcome.Compiled.class,
                compile(Base64.getMimeEncoder().encodeToString(profile(DOCK).getBytes(StandardCharsets.UTF_8))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"com.apple.mdm", "COM.APPLE.MDM", " com.apple.mdm\n", "com.apple.&#109;dm",
            "<![CDATA[com.apple.mdm]]>", "com.apple.m&#x200B;dm", "\uFF43om.apple.mdm", "com.apple.mdmclient",
            "com.apple.m<!-- -->dm", "com&#46;apple.mdm"})
    void theManagementPayloadIsRefusedHoweverItIsSpelledR14(String type) {
        assertTrue(refused(profile(payload(type))).reason().matches("(?s).*(R14|no property list).*"));
        assertTrue(refused(profile(DOCK + payload(type))).reason().matches("(?s).*(R14|no property list).*"));
    }

    @Test
    void theManagementPayloadIsRefusedHoweverDeepItIsR14() {
        String mdm = payload("com.apple.mdm");
        String inData = Base64.getEncoder().encodeToString(profile(mdm).getBytes(StandardCharsets.UTF_8));
        String inText = profile(mdm).replace("<", "&lt;");
        for (String payload : new String[] {
                "<dict><key>PayloadType</key><string>com.apple.dock</string><key>PayloadContent</key><array>" + mdm
                        + "</array></dict>",
                "<dict><key>PayloadType</key><string>com.apple.ManagedClient.preferences</string>"
                        + "<key>PayloadContent</key><dict><key>com.apple.MDMclient</key><dict/></dict></dict>",
                "<dict><key>PayloadType</key><string>com.apple.dock</string><key>x</key><data>" + inData
                        + "</data></dict>",
                "<dict><key>PayloadType</key><string>com.apple.dock</string><key>x</key><string>" + inText
                        + "</string></dict>",
                "<dict><key>PayloadType</key><string>com.apple.dock</string><key>EncryptedPayloadContent</key>"
                        + "<data>AAAA</data></dict>"}) {
            assertTrue(refused(profile(payload)).reason().contains("R14"), payload);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "<plist><string>x</string></plist>", "<plist><dict></dict></plist>",
            "<plist><dict><key>PayloadType</key><string>Configuration</string></dict></plist>",
            "MIAGCSqGSIb3DQEHAqCAMIACAQExDzANBglghkgBZQMEAgEFADCABgkqhkiG9w0BBwGggCSABIIB"})
    void whatIsNoPlainProfileIsRefusedWithARemedy(String mobileconfig) {
        refused(mobileconfig);
    }

    @Test
    void aProfileWithADateOfRemovalOrAnOddPayloadIsRefused() {
        refused(profile(DOCK).replace("<key>PayloadType</key><string>Configuration",
                "<key>RemovalDate</key><date>2026-01-01T00:00:00Z</date><key>PayloadType</key><string>Configuration"));
        refused(profile(DOCK).replace("<key>PayloadType</key><string>Configuration",
                "<key>PayloadScope</key><string>User</string><key>PayloadType</key><string>Configuration"));
        refused(profile("<string>x</string>"));
        refused(profile("<dict><key>PayloadType</key><string>a b</string></dict>"));
        refused(profile(""));
    }
}
