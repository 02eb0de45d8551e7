package dev.muster.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.CommandId;
import dev.muster.gateway.model.FinishedCommand.Outcome;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.settings.Capabilities;
import dev.muster.protocol.apple.AppleCodec;
import dev.muster.protocol.apple.AppleMessage.Secret;
import dev.muster.protocol.syncml.Meta;
import dev.muster.protocol.syncml.SyncHdr;
import dev.muster.protocol.syncml.SyncMlCodec;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlMessage;

/** R24: every action in the words of each platform: Apple's commands and the nodes of Windows' configuration service providers. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ActionRenderingTest {
    private static final Map<String, String> ALL = Map.of("message", "Lost", "phoneNumber", "555", "footnote",
            "Contoso",
            "name", "PC-7", "storeId", "361309726", "bundleId", "com.example.app");
    private static final Optional<Secret> TOKEN = Optional.of(new Secret("token".getBytes(StandardCharsets.US_ASCII)));
    private static final TenantId CONTOSO = new TenantId("contoso");
    private static final CommandRef REF = CommandRef.action(new CommandId(new UUID(1, 2)), 3);

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "RETIRE|RemoveProfile|<key>Identifier</key><string>dev.muster.contoso.enrolment</string>",
            "RESET_PASSCODE|ClearPasscode|<key>UnlockToken</key><data>dG9rZW4=</data>", "LOCATE|DeviceLocation|",
            "ENABLE_LOST_MODE|EnableLostMode|<key>Message</key><string>Lost</string>",
            "ENABLE_LOST_MODE|EnableLostMode|<key>PhoneNumber</key><string>555</string>",
            "ENABLE_LOST_MODE|EnableLostMode|<key>Footnote</key><string>Contoso</string>",
            "DISABLE_LOST_MODE|DisableLostMode|",
            "RENAME|Settings|<key>DeviceName</key><string>PC-7</string>",
            "SECURITY_INFORMATION|SecurityInfo|", "INSTALLED_APPS|InstalledApplicationList|",
            "INSTALL_APP|InstallApplication|<key>iTunesStoreID</key><integer>361309726</integer>",
            "REMOVE_APP|RemoveApplication|<key>Identifier</key><string>com.example.app</string>"})
    void r24AppleCommands(Action.Kind kind, String requestType, String part) {
        String plist = new String(AppleCodec.encode("id",
                AppleCommands.of(new Action(kind, ALL), CONTOSO, TOKEN).orElseThrow()), StandardCharsets.UTF_8)
                .replaceAll(">\\s+<", "><").replaceAll("\\s+", "");
        assertTrue(plist.contains("<key>RequestType</key><string>" + requestType + "</string>"), plist);
        assertTrue(part == null || plist.contains(part), plist);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"LOCK|Exec|./Device/Vendor/MSFT/RemoteLock/Lock",
            "RETIRE|Exec|./Vendor/MSFT/DMClient/Provider/Muster/Unenroll",
            "RENAME|Replace|./DevDetail/Ext/Microsoft/DNSComputerName",
            "SECURITY_INFORMATION|Get|./Vendor/MSFT/DeviceStatus/SecureBootState",
            "INSTALLED_APPS|Get|./Device/Vendor/MSFT/EnterpriseDesktopAppManagement/MSI",
            "LOCATE|Atomic|./Vendor/MSFT/RemoteFind/Location/Latitude"})
    void r24WindowsNodes(Action.Kind kind, String verb, String locUri) {
        String xml = xml(DmCommands.of(new Action(kind, ALL), REF, Platform.WINDOWS).orElseThrow());
        assertTrue(xml.contains("<" + verb + "><CmdID>" + REF.text() + "</CmdID>"), xml);
        assertTrue(xml.contains("<LocURI>" + locUri + "</LocURI>"), xml);
        assertEquals(kind == Action.Kind.RENAME, xml.contains("<Data>PC-7</Data>"), xml);
    }

    @Test
    void r24WhatAPlatformIsSaidToOfferCanBeSaidToIt() {
        int said = 0;
        for (ManagementAuthority authority : ManagementAuthority.values()) {
            for (Action.Kind kind : Action.Kind.values()) {
                for (Platform platform : Platform.values()) {
                    if (Capabilities.known().objection(authority, kind, platform).isEmpty()) {
                        Action action = new Action(kind, ALL);
                        assertTrue(platform.isApple() ? AppleCommands.of(action, CONTOSO, TOKEN).isPresent()
                                : DmCommands.of(action, REF, platform).isPresent(), kind + " on " + platform);
                        said++;
                    }
                }
            }
        }
        assertTrue(said > 80, said + " cells");
    }

    @Test
    void r25APasscodeIsResetWithTheTokenOfTheDeviceAndOnce() {
        Scenario scenario = new Scenario(TenantAuthority.INTUNE);
        TestDevice phone = scenario.givenDevice(Platform.IOS).ofUser("ada").enrolledWith(ManagementAuthority.INTUNE);
        PendingCommand without = phone.queue(Action.Kind.RESET_PASSCODE, ManagementAuthority.INTUNE);
        phone.session();
        assertEquals(without.id(), phone.finished().getFirst().command().id());
        assertEquals(Outcome.FAILED, phone.finished().getFirst().outcome());
        assertEquals(AppleCommands.LACKING, phone.finished().getFirst().detail());

        scenario.store.unlockTokens.put(phone.id, "unlock-me".getBytes(StandardCharsets.US_ASCII));
        phone.queue(Action.Kind.RESET_PASSCODE, ManagementAuthority.INTUNE);
        var reply = phone.idles();
        assertTrue(new String(((dev.muster.gateway.model.Reply.Answer) reply).body(), StandardCharsets.UTF_8)
                .replaceAll("\\s", "").contains("dW5sb2NrLW1l"));
        assertFalse(reply.toString().contains("unlock-me"));
        phone.idles();
        assertEquals(Outcome.UNKNOWN, phone.finished().getLast().outcome(), "never sent twice by itself");
    }

    private static String xml(SyncMlCommand command) {
        SyncHdr header = new SyncHdr("1.2", "DM/1.2", "1", "1", "", "", null, false, null, Meta.NONE);
        return new String(SyncMlCodec.encode(new SyncMlMessage(header, List.of(command), true)), StandardCharsets.UTF_8)
                .replaceAll(">\\s+<", "><");
    }
}
