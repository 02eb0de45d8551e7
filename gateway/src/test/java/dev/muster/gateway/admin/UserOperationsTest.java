package dev.muster.gateway.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;

@Timeout(60)
class UserOperationsTest {
    private static final String ADA = "11111111-1111-4111-8111-111111111111";
    private static final String USER = "/tenants/contoso/users/" + ADA;

    private final ApiHarness api;

    UserOperationsTest(@TempDir Path directory) {
        this.api = new ApiHarness(directory);
    }

    @BeforeEach
    void givenAUser() {
        api.post("/tenants", "{\"id\":\"contoso\",\"authority\":\"office365\"}");
        api.post("/tenants/contoso/users", "{\"principalName\":\"ada@contoso.example\",\"id\":\"" + ADA + "\"}");
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void createsAUserAndMakesAnIdIfNoneIsGiven() {
        ApiHarness.Reply created = api.post("/tenants/contoso/users", "{\"principalName\":\"grace@contoso.example\"}");
        assertEquals(201, created.status(), created.text());
        assertEquals("grace@contoso.example", created.at("/principalName"));
        ApiHarness.Reply shown = api.get("/tenants/contoso/users/" + created.at("/id"));
        assertEquals("grace@contoso.example", shown.at("/principalName"));
        assertEquals("[]", shown.json().at("/licences").toString());
        assertEquals(
                "{\"intune\":false,\"office365\":false,\"coManaged\":false,\"inCollection\":false,\"leftCollection\":null}",
                shown.json().at("/entitlement").toString());
    }

    @Test
    void refusesAnIdOrPrincipalNameThatIsTakenWithoutRegardToCase() {
        ApiHarness.Reply name = api.post("/tenants/contoso/users", "{\"principalName\":\"ADA@contoso.example\"}");
        assertEquals(409, name.status());
        assertTrue(name.at("/error/message").contains("belongs to user " + ADA), name.text());
        ApiHarness.Reply id = api.post("/tenants/contoso/users",
                "{\"principalName\":\"x@contoso.example\",\"id\":\"" + ADA + "\"}");
        assertEquals(409, id.status());
        assertTrue(id.at("/error/message").contains("the id " + ADA + " belongs to a user"), id.text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{}|principalName is missing",
            "{\"principalName\":\" \"}|principalName must have",
            "{\"principalName\":\"not an upn\"}|principalName must have the form user@domain",
            "{\"principalName\":\"a@b@c\"}|user@domain", "{\"principalName\":\"a@-b\"}|user@domain",
            "{\"principalName\":\"a@b..c\"}|user@domain",
            "{\"principalName\":5}|principalName has a wrong type; it takes a text",
            "{\"principalName\":\"a@b\",\"principalName\":\"a@b\"}|principalName is given twice",
            "{\"id\":\"a\",\"id\":\"b\"}|id is given twice",
            "{\"principalName\":\"a@b\",\"id\":\"1-2-3-4-5\"}|id must be a UUID"})
    void namesTheFieldOfAUserThatIsWrong(String body, String message) {
        ApiHarness.Reply reply = api.post("/tenants/contoso/users", body);
        assertEquals(400, reply.status(), reply.text());
        assertTrue(reply.at("/error/message").contains(message), reply.text());
    }

    @Test
    void saysThatABodyIsMissing() {
        ApiHarness.Reply reply = api.post("/tenants/contoso/users", "");
        assertEquals(400, reply.status());
        assertEquals("this needs a body, and there is none", reply.at("/error/message"));
    }

    @Test
    void anUnknownUserIs404() {
        String nobody = "/tenants/contoso/users/22222222-2222-4222-8222-222222222222";
        assertEquals(404, api.get(nobody).status());
        ApiHarness.Reply name = api.get("/tenants/contoso/users/ada");
        assertEquals(404, name.status());
        assertTrue(name.at("/error/message").contains("user ada of tenant contoso"), name.text());
        assertTrue(name.at("/error/remedy").contains("ids are UUIDs; GET /tenants/contoso/users?principalName="),
                name.text());
        assertEquals(404, api.get("/tenants/other/users/" + ADA).status());
        assertEquals(404, api.put(nobody + "/licences", "{\"licences\":[]}").status());
    }

    @Test
    void licencesByPartNumberOrGuidComeToAnEntitlement_R6() {
        ApiHarness.Reply ems = api.put(USER + "/licences", "{\"licences\":[{\"sku\":\"EMS\"}]}");
        assertEquals(200, ems.status(), ems.text());
        assertEquals("true", ems.at("/entitlement/intune"));
        String sku = ems.at("/licences/0/sku");
        ApiHarness.Reply byGuid = api.put(USER + "/licences", "{\"licences\":[{\"sku\":\"" + sku + "\"}]}");
        assertEquals(ems.json(), byGuid.json());
        ApiHarness.Reply switchedOff = api.put(USER + "/licences",
                "{\"licences\":[{\"sku\":\"EMS\",\"disabledPlans\":[\"INTUNE_A\"]}]}");
        assertEquals("false", switchedOff.at("/entitlement/intune"), switchedOff.text());
    }

    @Test
    void wakesTheUsersDevicesOnlyWhenTheEntitlementChanges_R9() {
        EnrolledDevice phone = EnrolledDevice.of(api, new TenantId("contoso"), Platform.IOS,
                Optional.of(UserId.of(ADA)), Optional.empty(), "com.apple.mgmt.External.a");
        api.put(USER + "/licences", "{\"licences\":[{\"sku\":\"EMS\"}]}");
        assertEquals(List.of("device " + phone.id()), api.wakes.taken());
        api.put(USER + "/licences", "{\"licences\":[{\"sku\":\"EMS\"}]}");
        assertEquals(List.of(), api.wakes.taken());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{}|licences is missing", "{\"licences\":[{}]}|licences[0].sku is missing",
            "{\"licences\":[null]}|licences[0] is missing",
            "{\"licences\":[{\"sku\":\"EMS\"},{\"sku\":\"EMZ\"}]}|licences[1].sku names nothing known; near to it: EMS",
            "{\"licences\":[{\"sku\":\"EMS\",\"disabledPlans\":[\"INTUNE_B\"]}]}|licences[0].disabledPlans names nothing known; near to it: INTUNE_A",
            "{\"licences\":[{\"skuu\":\"EMS\"}]}|licences[0].skuu is not known here; did you mean sku?"})
    void namesTheLicenceThatIsWrongAndTheNearestKnown(String body, String message) {
        ApiHarness.Reply reply = api.put(USER + "/licences", body);
        assertEquals(400, reply.status(), reply.text());
        assertTrue(reply.at("/error/message").contains(message), reply.text());
    }

    @Test
    void boundsTheNumberOfLicences() {
        String many = "{\"licences\":[" + "{\"sku\":\"EMS\"},".repeat(100) + "{\"sku\":\"EMS\"}]}";
        assertTrue(api.put(USER + "/licences", many).text().contains("at most 100"));
    }
}
