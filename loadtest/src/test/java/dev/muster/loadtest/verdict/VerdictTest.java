package dev.muster.loadtest.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.loadtest.device.AppleDevice;
import dev.muster.loadtest.device.DevicePlatform;
import dev.muster.loadtest.device.EmulatedDevice;
import dev.muster.loadtest.device.OmaDmDevice;
import dev.muster.loadtest.device.Profiles;
import dev.muster.loadtest.device.Talk;
import dev.muster.loadtest.device.Talk.Order;
import dev.muster.protocol.apple.AppleCommand;
import dev.muster.protocol.syncml.Item;
import dev.muster.protocol.syncml.Meta;
import dev.muster.protocol.syncml.SyncMlCommand;
import dev.muster.protocol.syncml.SyncMlCommand.ItemCommand;
import dev.muster.protocol.syncml.SyncMlCommand.Verb;

/** The verdict must be able to say no: each test but the first ones takes something away, adds it, or swaps it. */
@Timeout(30)
class VerdictTest {
    private static final Owner LICENSED = new Owner.User(true, false);
    private static final Owner UNLICENSED = new Owner.User(false, false);
    private static final Verdict VERDICT = new Verdict(List.of(
            new DefinedSetting(Service.OFFICE365, "Password", "password", Map.of("minLength", 6, "history", 3)),
            new DefinedSetting(Service.OFFICE365, "Mail", "email", Map.of("host", "mail.example", "useSsl", true)),
            new DefinedSetting(Service.INTUNE, "password", "password", Map.of("minLength", 8, "alphanumeric", true)),
            new DefinedSetting(Service.INTUNE, "Wi-Fi", "wifi", Map.of("ssid", "Contoso", "passphrase", "opensesame")),
            new DefinedSetting(Service.INTUNE, "Camera", "restriction", Map.of("camera", false))));

    private static final byte[] OFFICE_PASSWORD = Profiles.of("p.password", "com.apple.mobiledevice.passwordpolicy",
            Map.of("forcePIN", true, "minLength", 6, "pinHistory", 3));
    private static final byte[] OFFICE_MAIL = Profiles.of("p.mail", "com.apple.eas.account",
            Map.of("Host", "mail.example", "SSL", true));
    private static final byte[] INTUNE_PASSWORD = Profiles.of("p.password", "com.apple.mobiledevice.passwordpolicy",
            Map.of("forcePIN", true, "minLength", 8, "requireAlphanumeric", true));
    private static final byte[] INTUNE_WIFI = Profiles.of("p.wifi", "com.apple.wifi.managed",
            Map.of("SSID_STR", "Contoso", "Password", "opensesame"));
    private static final byte[] INTUNE_CAMERA = Profiles.of("p.camera", "com.apple.applicationaccess",
            Map.of("allowCamera", false));

    private static final String POLICY = "./Device/Vendor/MSFT/Policy/Config/";
    private static final String WLAN = "<WLANProfile><name>Contoso</name><SSIDConfig><SSID><name>Contoso</name></SSID>"
            + "</SSIDConfig><sharedKey><keyMaterial>opensesame</keyMaterial></sharedKey></WLANProfile>";
    private static final Map<String, String> INTUNE_NODES = Map.of(POLICY + "DeviceLock/DevicePasswordEnabled", "0",
            POLICY + "DeviceLock/MinDevicePasswordLength", "8",
            POLICY + "DeviceLock/AlphanumericDevicePasswordRequired", "0", POLICY + "Camera/AllowCamera", "0",
            "./Device/Vendor/MSFT/WiFi/Profile/Contoso/WlanXml", WLAN);

    private static AppleDevice phone(byte[]... profiles) throws Exception {
        AppleDevice phone = Talk.phone(AppleDevice.Surroundings.NONE);
        List<Order> orders = new ArrayList<>();
        for (byte[] profile : profiles) {
            orders.add(new Order("i" + orders.size() + ".1", new AppleCommand.InstallProfile(profile)));
        }
        Talk.serve(phone, orders.toArray(Order[]::new));
        return phone;
    }

    private static OmaDmDevice windows(Map<String, String> nodes) throws Exception {
        OmaDmDevice device = Talk.agent(DevicePlatform.WINDOWS);
        List<SyncMlCommand> commands = new ArrayList<>();
        nodes.forEach((locUri, value) -> commands.add(ItemCommand.of(Verb.REPLACE, "i" + commands.size() + ".1",
                List.of(Item.ofData(locUri, Meta.of("chr", null), value)))));
        Talk.serve(device, commands);
        return device;
    }

    private static Map<String, String> without(String locUri) {
        Map<String, String> fewer = new java.util.HashMap<>(INTUNE_NODES);
        fewer.remove(POLICY + locUri);
        return fewer;
    }

    private static Map<String, String> with(String locUri, String value) {
        Map<String, String> other = new java.util.HashMap<>(INTUNE_NODES);
        other.put(POLICY + locUri, value);
        return other;
    }

    private static void good(Owner owner, EmulatedDevice device) {
        assertEquals(List.of(), VERDICT.judge(TenantMode.COEXISTENCE, owner, device).faults());
    }

    private static void bad(String fault, Owner owner, EmulatedDevice device) {
        Judgement judgement = VERDICT.judge(TenantMode.COEXISTENCE, owner, device);
        assertFalse(judgement.good());
        assertEquals(List.of(fault), judgement.faults());
    }

    @Test
    void saysYesToADeviceThatHoldsExactlyItsServicesSettingsR6() throws Exception {
        good(LICENSED, phone(INTUNE_PASSWORD, INTUNE_WIFI, INTUNE_CAMERA));
        good(UNLICENSED, phone(OFFICE_PASSWORD, OFFICE_MAIL));
        good(LICENSED, windows(INTUNE_NODES));
    }

    @Test
    void saysNoToADeviceThatLacksASetting() throws Exception {
        bad("lacks wifi.Contoso of \"Wi-Fi\"", LICENSED, phone(INTUNE_PASSWORD, INTUNE_CAMERA));
        bad("lacks restriction.camera = false of \"Camera\"", LICENSED, windows(without("Camera/AllowCamera")));
        bad("lacks password.required = true of \"password\"", LICENSED,
                windows(without("DeviceLock/DevicePasswordEnabled")));
    }

    @Test
    void saysNoToALeftOver() throws Exception {
        bad("left over: email.mail.example", LICENSED,
                phone(INTUNE_PASSWORD, INTUNE_WIFI, INTUNE_CAMERA, OFFICE_MAIL));
        bad("left over: password.history", LICENSED, windows(with("DeviceLock/DevicePasswordHistory", "3")));
        bad("left over: node ./Vendor/MSFT/Policy/Config/Browser/AllowCookies", LICENSED,
                windows(with("Browser/AllowCookies", "1")));
        bad("left over: a payload of profile p.vpn", UNLICENSED, phone(OFFICE_PASSWORD, OFFICE_MAIL,
                Profiles.of("p.vpn", "com.apple.vpn.managed", Map.of("VPNType", "IKEv2"))));
    }

    @Test
    void saysNoToTheOtherServicesVersionR11() throws Exception {
        bad("password.minLength is not that of Intune but that of Office 365 (\"Password\")", LICENSED,
                windows(with("DeviceLock/MinDevicePasswordLength", "6")));
        Judgement judgement = VERDICT.judge(TenantMode.COEXISTENCE, LICENSED,
                phone(OFFICE_PASSWORD, INTUNE_WIFI, INTUNE_CAMERA));
        assertTrue(judgement.faults()
                .contains("password.minLength is not that of Intune but that of Office 365 (\"Password\")"));
        assertFalse(VERDICT.judge(TenantMode.COEXISTENCE, UNLICENSED,
                phone(INTUNE_PASSWORD, INTUNE_WIFI, INTUNE_CAMERA)).good());
    }

    @Test
    void saysNoToAValueThatIsNobodys() throws Exception {
        bad("password.minLength is not that of Intune", LICENSED,
                windows(with("DeviceLock/MinDevicePasswordLength", "5")));
        bad("restriction.camera is not that of Intune", LICENSED, windows(with("Camera/AllowCamera", "1")));
    }

    @Test
    void saysNoToTheSameThingTwice() throws Exception {
        bad("left over: wifi.Contoso", LICENSED, phone(INTUNE_PASSWORD, INTUNE_WIFI, INTUNE_CAMERA,
                Profiles.of("p.wifi2", "com.apple.wifi.managed",
                        Map.of("SSID_STR", "Contoso", "Password", "opensesame"))));
    }

    @Test
    void saysNoToADeviceThatNeverEnrolled() {
        Judgement judgement = VERDICT.judge(TenantMode.OFFICE365, UNLICENSED, Talk.agent(DevicePlatform.WINDOWS));
        assertTrue(judgement.faults().contains("it is not enrolled"));
    }

    @Test
    void saysNoToADeviceWithAComplaint() throws Exception {
        AppleDevice phone = phone(OFFICE_PASSWORD, OFFICE_MAIL);
        phone.complain("unenrolled by HTTP 401 (R14)");
        bad("unenrolled by HTTP 401 (R14)", UNLICENSED, phone);
    }

    @Test
    void followsTheTenantAndTheLicenceAndNothingElseR5R7() throws Exception {
        AppleDevice office = phone(OFFICE_PASSWORD, OFFICE_MAIL);
        assertTrue(VERDICT.judge(TenantMode.OFFICE365, LICENSED, office).good(), "R5: one authority, licence or not");
        assertFalse(VERDICT.judge(TenantMode.COEXISTENCE, LICENSED, office).good(), "R7: the licence counts at once");
        assertFalse(VERDICT.judge(TenantMode.INTUNE, UNLICENSED, office).good(), "R5");
    }

    @Test
    void asksWhatIsLackingWithoutLookingAtLeftOversR10() throws Exception {
        assertEquals(List.of(), VERDICT.lacking(Service.INTUNE,
                phone(INTUNE_PASSWORD, INTUNE_WIFI, INTUNE_CAMERA, OFFICE_MAIL)));
        assertEquals(List.of("lacks wifi.Contoso of \"Wi-Fi\""),
                VERDICT.lacking(Service.INTUNE, phone(INTUNE_PASSWORD, INTUNE_CAMERA, OFFICE_MAIL)));
    }
}
