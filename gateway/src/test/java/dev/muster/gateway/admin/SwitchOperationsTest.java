package dev.muster.gateway.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.InstalledSetting;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.SettingName;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.CheckInWrite;

/** What administrators see before, during and after a switch of authority. */
@Timeout(60)
class SwitchOperationsTest {
    private static final UUID ADA = UUID.fromString("11111111-1111-4111-8111-111111111111");
    private static final TenantId CONTOSO = new TenantId("contoso");
    private static final String TENANT = "/tenants/contoso";

    private final ApiHarness api;

    SwitchOperationsTest(@TempDir Path directory) {
        this.api = new ApiHarness(directory);
    }

    @BeforeEach
    void given() {
        api.post("/tenants", "{\"id\":\"contoso\",\"authority\":\"office365\"}");
        api.post(TENANT + "/users", "{\"principalName\":\"ada@contoso.example\",\"id\":\"" + ADA + "\"}");
        api.put(TENANT + "/users/" + ADA + "/licences",
                "{\"licences\":[{\"sku\":\"ENTERPRISEPACK\"},{\"sku\":\"EMS\"}]}");
    }

    @AfterEach
    void close() {
        api.close();
    }

    /** A phone of Ada's that Office 365 manages, with one setting of it. */
    private EnrolledDevice phone() {
        EnrolledDevice phone = EnrolledDevice.of(api, CONTOSO, Platform.IOS, Optional.of(new UserId(ADA)),
                Optional.empty(), "com.apple.mgmt.1");
        Caller caller = new Caller(CONTOSO, phone.id(), phone.certificate());
        Device row = api.store.checkIns().read(caller, false, api.clock.instant()).orElseThrow().device();
        Device held = new Device(CONTOSO, row.id(), row.version() + 1, row.platform(), row.user(), DeviceState.ENROLLED,
                row.enrolment(), row.certificate(), row.pending(), row.hardware(), row.placedUnder(),
                Optional.of(ManagementAuthority.OFFICE365), row.epoch(), "",
                List.of(new InstalledSetting(new SettingName("Password"), ManagementAuthority.OFFICE365, "v1", "v1",
                        InstalledSetting.State.INSTALLED, 1, List.of("a"), "a", api.clock.instant(), "")));
        api.store.checkIns().write(new CheckInWrite(held, List.of(), List.of(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), api.clock.instant()));
        return phone;
    }

    private EnrolledDevice kiosk(ManagementAuthority under) {
        return EnrolledDevice.of(api, CONTOSO, Platform.IOS, Optional.empty(), Optional.of(under), "");
    }

    @Test
    void reportsWhatAChangeWouldDoAndRefusesItUntilThatIsAcknowledged_R11() {
        EnrolledDevice phone = phone();
        ApiHarness.Reply report = api.get(TENANT + "/authority/preflight?to=intune");
        assertEquals(200, report.status(), report.text());
        assertEquals("coexistence", report.at("/to"));
        assertEquals("[\"settingsLost\",\"pushCertificate\"]", report.json().at("/open").toString());
        assertEquals(phone.id().toString(), report.at("/report/switching/first/0"));
        assertEquals(ADA.toString(), report.at("/report/lost/0/users/first/0"));
        assertEquals("missing", report.at("/report/push/0/reason"));

        ApiHarness.Reply refused = api.put(TENANT + "/authority",
                "{\"authority\":\"intune\",\"acknowledge\":[\"settingsLost\"]}");
        assertEquals(409, refused.status(), refused.text());
        assertEquals("open_findings", refused.at("/error/code"));
        assertTrue(refused.at("/error/message").contains("open findings: pushCertificate"), refused.text());
        assertEquals("office365", api.get(TENANT).at("/authority"), "nothing changed");
        assertEquals(400, api.put(TENANT + "/authority",
                "{\"authority\":\"intune\",\"acknowledge\":[\"everything\"]}").status());
        ApiHarness.Reply changed = api.put(TENANT + "/authority",
                "{\"authority\":\"intune\",\"acknowledge\":[\"settingsLost\",\"pushCertificate\"]}");
        assertEquals(200, changed.status(), changed.text());
        String audit = api.store.audit().newest(CONTOSO, Optional.empty(), 1).getFirst().detail();
        assertTrue(audit.contains("settingsLost") && audit.contains("\"switching\":1"), audit);
    }

    @Test
    void refusesAPreflightOfAChangeThatIsRefused_R3() {
        ApiHarness.Reply refused = api.get(TENANT + "/authority/preflight?to=configurationManager");
        assertEquals(409, refused.status());
        assertEquals("transition_refused", refused.at("/error/code"));
        assertEquals(400, api.get(TENANT + "/authority/preflight?to=sccm").status());
        assertEquals(400, api.get(TENANT + "/authority/preflight").status());
    }

    @Test
    void tellsTheLoserOfTwoAdministratorsWhoWonAndWhen() {
        api.put(TENANT + "/authority", "{\"authority\":\"intune\"}");
        ApiHarness.Reply lost = api.put(TENANT + "/authority", "{\"authority\":\"intune\",\"from\":\"office365\"}");
        assertEquals(409, lost.status(), lost.text());
        assertEquals("lost_race", lost.at("/error/code"));
        assertTrue(lost.at("/error/message")
                .startsWith("administrator has changed the authority from office365 to coexistence meanwhile, at 20"),
                lost.text());
    }

    @Test
    void asksWhatBecomesOfAWaitingWipe_R25() {
        EnrolledDevice phone = phone();
        String device = TENANT + "/devices/" + phone.id();
        assertEquals(202, api.post(device + "/actions", "{\"kind\":\"wipe\"}").status());
        String body = "{\"authority\":\"intune\",\"acknowledge\":[\"settingsLost\",\"pushCertificate\"]";
        ApiHarness.Reply asked = api.put(TENANT + "/authority", body + "}");
        assertEquals("actions_waiting", asked.at("/error/code"));
        assertEquals(400, api.put(TENANT + "/authority", body + ",\"actions\":\"later\"}").status());
        assertEquals(200, api.put(TENANT + "/authority", body + ",\"actions\":\"cancel\"}").status());
        PendingCommand waiting = api.store.devices().pending(CONTOSO, phone.id()).getFirst();
        assertTrue(waiting.staysBehind(), "cancelled when the device comes");
    }

    @Test
    void explainsWhichRuleWhichLicenceAndWhichMomentLedToTheAuthority_R6_R12() {
        EnrolledDevice phone = phone();
        api.put(TENANT + "/authority",
                "{\"authority\":\"intune\",\"acknowledge\":[\"settingsLost\",\"pushCertificate\"]}");
        String path = TENANT + "/devices/" + phone.id() + "/explanation";
        ApiHarness.Reply explained = api.get(path);
        assertEquals(200, explained.status(), explained.text());
        assertEquals("intune", explained.at("/authority/serving"));
        assertEquals("R6_INTUNE_LICENCE", explained.at("/authority/rule"));
        assertEquals("true", explained.at("/switching"));
        assertEquals("true", explained.at("/gated"), "R13: Intune has no push certificate");
        assertTrue(explained.text().contains("EMS contains INTUNE_A, which entitles to Intune."), explained.text());
        assertEquals("valid", explained.at("/interim/state"));
        api.clock.advance(Duration.ofDays(7));
        assertEquals("lapsed", api.get(path).at("/interim/state"));
        assertEquals(phone.id().toString(), api.get(TENANT + "/standing?is=lapsed").at("/devices/0/id"));

        String group = api.post(TENANT + "/groups", "{\"displayName\":\"Sales\"}").at("/id");
        api.put(TENANT + "/groups/" + group + "/licences", "{\"licences\":[{\"sku\":\"EMS\"}]}");
        api.post(TENANT + "/groups/" + group + "/members", "{\"addUsers\":[\"" + ADA + "\"]}");
        api.put(TENANT + "/users/" + ADA + "/licences",
                "{\"licences\":[{\"sku\":\"EMS\",\"disabledPlans\":[\"INTUNE_A\"]}]}");
        ApiHarness.Reply grouped = api.get(path);
        assertTrue(grouped.text().contains("EMS, held through the group Sales, contains INTUNE_A"), grouped.text());
        assertTrue(grouped.text().contains("is switched off and so does not entitle"), grouped.text());
    }

    @Test
    void listsStrandedDevicesAndMovesThemByAFilter_R8() {
        EnrolledDevice stranded = kiosk(ManagementAuthority.CONFIGURATION_MANAGER);
        EnrolledDevice fine = kiosk(ManagementAuthority.OFFICE365);
        ApiHarness.Reply list = api.get(TENANT + "/standing?is=stranded");
        assertEquals(1, list.json().at("/devices").size(), list.text());
        assertEquals(stranded.id().toString(), list.at("/devices/0/id"));
        assertEquals("configurationManager", list.at("/devices/0/authority/stranded"));
        assertEquals(2, api.get(TENANT + "/standing?is=userless").json().at("/devices").size());
        assertEquals(400, api.get(TENANT + "/standing?is=lost").status());

        String filter = "\"authority\":\"office365\",\"is\":\"stranded\",\"platform\":\"ios\"";
        assertEquals("1", api.post(TENANT + "/placements", "{" + filter + ",\"dryRun\":true}").at("/moved"));
        assertEquals("stranded", api.get(TENANT + "/standing?is=stranded").at("/devices/0/traits/1"));
        assertEquals("1", api.post(TENANT + "/placements", "{" + filter + "}").at("/moved"));
        assertEquals(0, api.get(TENANT + "/standing?is=stranded").json().at("/devices").size());
        assertEquals("0", api.post(TENANT + "/placements", "{" + filter + "}").at("/moved"));
        assertEquals("device.place", api.store.audit().newest(CONTOSO, Optional.empty(), 1).getFirst().operation());
        assertEquals("not_serving", api.post(TENANT + "/placements", "{\"authority\":\"intune\"}").at("/error/code"));
        assertEquals(2, api.get(TENANT + "/standing").json().at("/devices").size());
        ApiHarness.Reply first = api.get(TENANT + "/standing?limit=1");
        ApiHarness.Reply second = api.get(TENANT + "/standing?limit=1&after=" + first.at("/next"));
        assertEquals(List.of(stranded.id().toString(), fine.id().toString()).stream().sorted().toList(),
                List.of(first.at("/devices/0/id"), second.at("/devices/0/id")).stream().sorted().toList());
    }

    @Test
    void tellsComplianceWithItsAge_R15() {
        EnrolledDevice phone = phone();
        api.clock.advance(Duration.ofHours(2));
        ApiHarness.Reply list = api.get(TENANT + "/standing?is=compliant");
        assertEquals(phone.id().toString(), list.at("/devices/0/id"), list.text());
        assertEquals("7200", list.at("/devices/0/compliance/ageSeconds"));
        api.put(TENANT + "/settings/office365/Password", "{\"kind\":\"password\",\"values\":{\"minLength\":6}}");
        ApiHarness.Reply grace = api.get(TENANT + "/standing?is=inGrace");
        assertEquals("Password has not been sent yet", grace.at("/devices/0/compliance/reasons/0"), grace.text());
    }
}
