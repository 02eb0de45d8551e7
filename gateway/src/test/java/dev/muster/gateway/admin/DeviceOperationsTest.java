package dev.muster.gateway.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserChannel;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.AppleStore.ChannelWrite;

@Timeout(60)
class DeviceOperationsTest {
    private static final String ADA = "11111111-1111-4111-8111-111111111111";
    private static final TenantId CONTOSO = new TenantId("contoso");
    private static final String DEVICES = "/tenants/contoso/devices";

    private final ApiHarness api;

    DeviceOperationsTest(@TempDir Path directory) {
        this.api = new ApiHarness(directory);
    }

    @BeforeEach
    void givenATenantWithAUser() {
        api.post("/tenants", "{\"id\":\"contoso\",\"authority\":\"office365\"}");
        api.post("/tenants/contoso/users", "{\"principalName\":\"ada@contoso.example\",\"id\":\"" + ADA + "\"}");
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void showsADeviceWithWhoServesItAndByWhichRule() {
        EnrolledDevice phone = phoneOfAda();
        ApiHarness.Reply shown = api.get(DEVICES + "/" + phone.id());
        assertEquals(200, shown.status(), shown.text());
        assertEquals("ios", shown.at("/platform"));
        assertEquals(ADA, shown.at("/user"));
        assertEquals("enrolled", shown.at("/state"));
        assertEquals("UDID-" + phone.id(), shown.at("/hardware/udid"));
        assertEquals("office365", shown.at("/authority/serving"));
        assertEquals("R5", shown.at("/authority/rule"));
        assertEquals(phone.certificate().hex(), shown.at("/certificates/0/fingerprint"));
        assertEquals("active", shown.at("/certificates/0/status"));
        for (String list : List.of("settings", "pending", "finished")) {
            assertEquals("[]", shown.json().at("/" + list).toString());
        }
        assertFalse(shown.text().contains("magic"), "push secrets are not shown");
    }

    @Test
    void saysWhoServesADeviceAfterALicenceAndOfADeviceThatIsStranded_R6_R8() {
        EnrolledDevice phone = phoneOfAda();
        EnrolledDevice kiosk = EnrolledDevice.of(api, CONTOSO, Platform.IOS, Optional.empty(),
                Optional.of(ManagementAuthority.CONFIGURATION_MANAGER), "");
        api.put("/tenants/contoso/authority", "{\"authority\":\"intune\"}");
        api.put("/tenants/contoso/users/" + ADA + "/licences", "{\"licences\":[{\"sku\":\"EMS\"}]}");
        assertEquals("R6_INTUNE_LICENCE", api.get(DEVICES + "/" + phone.id()).at("/authority/rule"));
        ApiHarness.Reply stranded = api.get(DEVICES + "/" + kiosk.id());
        assertTrue(stranded.json().at("/authority/serving").isNull(), stranded.text());
        assertEquals("configurationManager", stranded.at("/authority/stranded"));
    }

    @Test
    void pagesThroughAllDevicesOnceInOrder() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            expected.add(phoneOfAda().id().toString());
        }
        expected.sort(null);
        List<String> listed = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = api.get(DEVICES + "?limit=3" + (after.isEmpty() ? "" : "&after=" + after)).json();
            page.at("/devices").forEach(device -> listed.add(device.at("/id").asText()));
            after = page.at("/next").isNull() ? "" : page.at("/next").asText();
        } while (!after.isEmpty());
        assertEquals(expected, listed.stream().sorted().toList());
        assertEquals(7, listed.size());
    }

    @ParameterizedTest
    @CsvSource({"?limit=0,limit must be 1 to 1000", "?limit=1001,limit must be 1 to 1000",
            "?limit=ten,limit must be a whole",
            "?after=1,after must be a UUID"})
    void namesTheQueryParameterThatIsWrong(String query, String message) {
        ApiHarness.Reply reply = api.get(DEVICES + query);
        assertEquals(400, reply.status());
        assertTrue(reply.at("/error/message").startsWith(message), reply.text());
    }

    @Test
    void anUnknownDeviceIs404() {
        String nobody = DEVICES + "/" + UUID.randomUUID();
        assertEquals(404, api.get(nobody).status());
        ApiHarness.Reply phone = api.get(DEVICES + "/phone");
        assertEquals(404, phone.status());
        assertTrue(phone.at("/error/message").contains("device phone of tenant contoso"), phone.text());
        assertTrue(phone.at("/error/remedy").contains("ids are UUIDs"), phone.text());
        assertEquals(404, api.post(nobody + "/actions", "{\"kind\":\"lock\"}").status());
        assertEquals(404, api.put(nobody + "/authority", "{\"authority\":\"office365\"}").status());
        assertEquals(404, api.post(nobody + "/certificates/" + "0".repeat(64) + "/revoke", "").status());
    }

    @Test
    void queuesAnActionForTheServingAuthorityAndWakesTheDevice_R25() {
        EnrolledDevice phone = phoneOfAda();
        ApiHarness.Reply queued = api.post(DEVICES + "/" + phone.id() + "/actions",
                "{\"kind\":\"wipe\",\"parameters\":{\"pin\":\"1234\"}}");
        assertEquals(202, queued.status(), queued.text());
        assertEquals(List.of("device " + phone.id()), api.wakes.taken());
        ApiHarness.Reply shown = api.get(DEVICES + "/" + phone.id());
        assertEquals(queued.at("/id"), shown.at("/pending/0/id"));
        assertEquals("wipe", shown.at("/pending/0/kind"));
        assertEquals("queued", shown.at("/pending/0/state"));
        assertEquals(ManagementAuthority.OFFICE365,
                api.store.devices().pending(CONTOSO, phone.id()).getFirst().authority());
    }

    @Test
    void advisesAPlaceAndNoLicenceForADeviceWithoutAUser_R8() {
        EnrolledDevice kiosk = EnrolledDevice.of(api, CONTOSO, Platform.IOS, Optional.empty(),
                Optional.of(ManagementAuthority.OFFICE365), "");
        ApiHarness.Reply refused = api.post(DEVICES + "/" + kiosk.id() + "/actions", "{\"kind\":\"lock\"}");
        assertEquals("not_offered", refused.at("/error/code"), refused.text());
        assertTrue(
                refused.at("/error/message").contains("has no user")
                        && refused.at("/error/remedy").contains("place it"),
                refused.text());
        assertFalse(refused.text().contains("give the user a licence"), refused.text());
    }

    @Test
    void asksAUserOfTheDeviceAndWakesThatUser() {
        EnrolledDevice phone = phoneOfAda();
        UserChannel guid = new UserChannel(CONTOSO, phone.id(), "GUID-1", "ada", 1, 1, false, List.of());
        api.store.apple().write(new ChannelWrite(guid, false, List.of(),
                Optional.of(new PushAddress(new byte[] {1}, new byte[] {2}, "t", api.clock.instant())),
                api.clock.instant()));
        String actions = DEVICES + "/" + phone.id() + "/user-actions";
        ApiHarness.Reply queued = api.post(actions, "{\"user\":\"guid-1\",\"kind\":\"deviceInformation\"}");
        assertEquals(202, queued.status(), queued.text());
        assertEquals(List.of("user guid-1 of " + phone.id()), api.wakes.taken());
        ApiHarness.Reply shown = api.get(DEVICES + "/" + phone.id());
        assertEquals("GUID-1", shown.at("/users/0/user"));
        assertEquals(queued.at("/id"), shown.at("/users/0/pending/0/id"));
        assertEquals(List.of(), api.store.devices().pending(CONTOSO, phone.id()), "the device's queue is its own");
        assertEquals("no_room_for_user",
                api.post(actions, "{\"user\":\"nobody\",\"kind\":\"deviceInformation\"}").at("/error/code"));
        assertEquals(400, api.post(actions, "{\"user\":\"guid-1\",\"kind\":\"wipe\"}").status());
    }

    @Test
    void refusesAnActionTheAuthorityCannotAndDoesNotContactTheDevice_R24() {
        EnrolledDevice phone = phoneOfAda();
        ApiHarness.Reply refused = api.post(DEVICES + "/" + phone.id() + "/actions", "{\"kind\":\"lock\"}");
        assertEquals(409, refused.status(), refused.text());
        assertEquals("not_offered", refused.at("/error/code"));
        assertTrue(refused.at("/error/message").contains("licence"), refused.text());
        assertEquals(List.of(), api.wakes.taken());
        assertEquals(List.of(), api.store.devices().pending(CONTOSO, phone.id()));
    }

    @Test
    void refusesAnActionForADeviceThatIsStrandedOrNotEnrolled_R8() {
        EnrolledDevice kiosk = EnrolledDevice.of(api, CONTOSO, Platform.IOS, Optional.empty(),
                Optional.of(ManagementAuthority.INTUNE), "");
        EnrolledDevice silent = EnrolledDevice.issued(api, CONTOSO, Platform.IOS, Optional.of(UserId.of(ADA)),
                Optional.empty());
        assertEquals("not_served",
                api.post(DEVICES + "/" + kiosk.id() + "/actions", "{\"kind\":\"wipe\"}").at("/error/code"));
        assertEquals("not_enrolled",
                api.post(DEVICES + "/" + silent.id() + "/actions", "{\"kind\":\"wipe\"}").at("/error/code"));
    }

    @Test
    void refusesTheHundredAndFirstPendingAction() {
        EnrolledDevice phone = phoneOfAda();
        for (int i = 0; i < 100; i++) {
            assertEquals(202, api.post(DEVICES + "/" + phone.id() + "/actions", "{\"kind\":\"wipe\"}").status());
        }
        ApiHarness.Reply full = api.post(DEVICES + "/" + phone.id() + "/actions", "{\"kind\":\"wipe\"}");
        assertEquals(409, full.status());
        assertEquals("queue_full", full.at("/error/code"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{}|kind is missing", "{\"kind\":\"explode\"}|kind must be one of lock",
            "{\"kind\":\"wipe\",\"parameters\":{\"a\":null}}|parameters.a is missing",
            "{\"kind\":\"wipe\",\"parameters\":{\"a\":{}}}|parameters.a has a wrong type"})
    void namesTheFieldOfAnActionThatIsWrong(String body, String message) {
        ApiHarness.Reply reply = api.post(DEVICES + "/" + phoneOfAda().id() + "/actions", body);
        assertEquals(400, reply.status(), reply.text());
        assertTrue(reply.at("/error/message").startsWith(message), reply.text());
    }

    @Test
    void movesAUserlessDeviceAndOnlyToAnAuthorityThatServes_R8() {
        api.put("/tenants/contoso/authority", "{\"authority\":\"intune\"}");
        api.wakes.taken();
        EnrolledDevice kiosk = EnrolledDevice.of(api, CONTOSO, Platform.IOS, Optional.empty(),
                Optional.of(ManagementAuthority.OFFICE365), "");
        String path = DEVICES + "/" + kiosk.id() + "/authority";
        assertEquals("not_serving", api.put(path, "{\"authority\":\"configurationManager\"}").at("/error/code"));
        assertEquals(400, api.put(path, "{\"authority\":\"coexistence\"}").status());
        assertEquals(200, api.put(path, "{\"authority\":\"intune\"}").status());
        assertEquals(List.of("device " + kiosk.id()), api.wakes.taken());
        assertEquals("intune", api.get(DEVICES + "/" + kiosk.id()).at("/authority/serving"));
    }

    @Test
    void doesNotMoveADeviceWithAUser_R8() {
        ApiHarness.Reply refused = api.put(DEVICES + "/" + phoneOfAda().id() + "/authority",
                "{\"authority\":\"office365\"}");
        assertEquals(409, refused.status(), refused.text());
        assertEquals("has_user", refused.at("/error/code"));
    }

    @Test
    void revokesACertificateOfThatDeviceOnlyAndAtOnceOnThisNode() {
        EnrolledDevice phone = phoneOfAda();
        EnrolledDevice other = phoneOfAda();
        String path = DEVICES + "/" + phone.id() + "/certificates/";
        assertEquals(404, api.post(path + other.certificate().hex() + "/revoke", "").status());
        assertEquals(404, api.post(path + "abc/revoke", "").status());
        assertEquals(0, api.revocations.get());
        assertEquals(204, api.post(path + phone.certificate().hex() + "/revoke", "").status());
        assertEquals(1, api.revocations.get());
        assertEquals("revoked", api.get(DEVICES + "/" + phone.id()).at("/certificates/0/status"));
        assertEquals("enrolled", api.get(DEVICES + "/" + phone.id()).at("/state"), "R14: no refusal unenrols a device");
    }

    @Test
    void makesAnEnrolmentTokenThatNamesItsTenant() {
        ApiHarness.Reply made = api.post("/tenants/contoso/enrolment-tokens",
                "{\"platform\":\"ios\",\"user\":\"" + ADA + "\",\"validMinutes\":5}");
        assertEquals(201, made.status(), made.text());
        assertTrue(made.at("/token").matches("contoso\\.[A-Za-z0-9_-]{43}"), made.text());
        assertTrue(Fields.uuid(made.at("/device")).isPresent());
        assertEquals(api.clock.instant().plusSeconds(300).toString(), made.at("/expiresAt"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{}|platform is missing", "{\"platform\":\"beos\"}|platform must be",
            "{\"platform\":\"ios\",\"user\":\"x\"}|user must be a UUID",
            "{\"platform\":\"ios\",\"user\":\"22222222-2222-4222-8222-222222222222\"}|user names no user",
            "{\"platform\":\"ios\",\"validMinutes\":0}|validMinutes must be 1 to",
            "{\"platform\":\"ios\",\"validMinutes\":1.5}|validMinutes has a wrong type"})
    void namesTheFieldOfATokenThatIsWrong(String body, String message) {
        ApiHarness.Reply reply = api.post("/tenants/contoso/enrolment-tokens", body);
        assertEquals(400, reply.status(), reply.text());
        assertTrue(reply.at("/error/message").startsWith(message), reply.text());
    }

    private EnrolledDevice phoneOfAda() {
        return EnrolledDevice.of(api, CONTOSO, Platform.IOS, Optional.of(UserId.of(ADA)), Optional.empty(),
                "com.apple.mgmt.External.a");
    }
}
