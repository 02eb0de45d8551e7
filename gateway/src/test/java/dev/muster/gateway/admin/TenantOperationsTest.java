package dev.muster.gateway.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.AuditStore;

@Timeout(60)
class TenantOperationsTest {
    private final Path directory;
    private ApiHarness api;

    TenantOperationsTest(@TempDir Path directory) {
        this.directory = directory;
        this.api = new ApiHarness(directory);
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void createsATenantUnderIntuneUnlessSaidOtherwise_R1() {
        ApiHarness.Reply created = api.post("/tenants", "{\"id\":\"contoso\",\"displayName\":\"Contoso\"}");
        assertEquals(201, created.status(), created.text());
        assertEquals("intune", created.at("/authority"));
        assertEquals("Contoso", created.at("/displayName"));
        assertEquals("0", created.at("/epoch"));
        assertEquals("{}", created.json().at("/pushTopics").toString());
        assertEquals(created.json(), api.get("/tenants/contoso").json());
    }

    @Test
    void createsATenantWithOptionsAndAuthority() {
        ApiHarness.Reply created = api.post("/tenants",
                "{\"id\":\"old\",\"authority\":\"configurationManager\",\"options\":{\"hybrid\":true}}");
        assertEquals(201, created.status(), created.text());
        assertEquals("configurationManager", created.at("/authority"));
        assertEquals("true", created.at("/options/hybrid"));
        assertEquals("false", created.at("/options/legacyReset"));
        assertEquals("unknown", api.post("/tenants", "{\"id\":\"new\",\"authority\":\"unknown\"}").at("/authority"));
    }

    @Test
    void refusesASecondTenantOfTheSameId() {
        api.post("/tenants", "{\"id\":\"contoso\"}");
        ApiHarness.Reply second = api.post("/tenants", "{\"id\":\"contoso\",\"authority\":\"office365\"}");
        assertEquals(409, second.status());
        assertEquals("tenant_exists", second.at("/error/code"));
        assertEquals("intune", api.get("/tenants/contoso").at("/authority"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{}|id is missing", "{\"id\":\"Contoso\"}|id must have",
            "{\"id\":\"a\",\"displayName\":\"\"}|displayName must have 1 to 256",
            "{\"id\":\"a\",\"authority\":\"sccm\"}|authority must be",
            "{\"id\":\"a\",\"authority\":3}|authority has a wrong type",
            "{\"id\":\"a\",\"authority\":\"coexistence\"}|authority cannot be coexistence here",
            "{\"id\":\"a\",\"authority\":\"configurationManager\"}|hybrid",
            "{\"id\":\"a\",\"authorty\":\"intune\"}|authorty is not known here; did you mean authority?",
            "{\"id\":\"a\",\"options\":{\"hybird\":true}}|options.hybird is not known here; did you mean hybrid?",
            "{\"id\":\"a\",\"options\":{\"hybrid\":\"true\"}}|options.hybrid has a wrong type"})
    void namesTheFieldThatIsWrong(String body, String message) {
        ApiHarness.Reply reply = api.post("/tenants", body);
        assertEquals(400, reply.status(), reply.text());
        assertEquals("bad_field", reply.at("/error/code"));
        assertTrue(reply.at("/error/message").contains(message), reply.text());
    }

    @Test
    void anUnknownTenantIs404() {
        for (String path : List.of("/tenants/nobody", "/tenants/NOT%20AN%20ID", "/tenants/nobody/devices")) {
            assertEquals(404, api.get(path).status(), path);
        }
        assertEquals(404, api.put("/tenants/nobody/authority", "{\"authority\":\"intune\"}").status());
        assertEquals(404, api.post("/tenants/nobody/users", "{\"principalName\":\"a\"}").status());
        assertEquals(404, api.post("/tenants/nobody/enrolment-tokens", "{\"platform\":\"ios\"}").status());
        assertEquals(404, api.put("/tenants/nobody/settings/intune/a",
                "{\"kind\":\"password\",\"values\":{\"minLength\":6}}").status());
        assertEquals(404, api.put("/tenants/nobody/push-certificates/intune", "{}").status());
    }

    @Test
    void addingIntuneToOffice365GivesCoexistenceAndWakesTheTenant_R3_R9() {
        api.post("/tenants", "{\"id\":\"contoso\",\"authority\":\"office365\"}");
        ApiHarness.Reply changed = api.put("/tenants/contoso/authority", "{\"authority\":\"intune\"}");
        assertEquals(200, changed.status(), changed.text());
        assertEquals("coexistence", changed.at("/authority"));
        assertEquals("1", changed.at("/epoch"));
        assertEquals(List.of("tenant contoso"), api.wakes.taken());
    }

    @Test
    void theSameAuthorityAgainChangesNothingAndWakesNobody() {
        api.post("/tenants", "{\"id\":\"contoso\"}");
        ApiHarness.Reply same = api.put("/tenants/contoso/authority", "{\"authority\":\"intune\"}");
        assertEquals(200, same.status());
        assertEquals("0", same.at("/epoch"));
        assertEquals(List.of(), api.wakes.taken());
    }

    @Test
    void refusesATransitionThatIsNotListedAndSaysWhatToDo_R2_R3() {
        api.post("/tenants", "{\"id\":\"contoso\"}");
        for (String authority : List.of("unknown", "coexistence", "office365", "configurationManager")) {
            ApiHarness.Reply refused = api.put("/tenants/contoso/authority", "{\"authority\":\"" + authority + "\"}");
            assertEquals(409, refused.status(), refused.text());
            assertEquals("transition_refused", refused.at("/error/code"));
            assertTrue(refused.at("/error/remedy").length() > 5, refused.text());
        }
        assertEquals("intune", api.get("/tenants/contoso").at("/authority"));
        assertEquals(List.of(), api.wakes.taken());
    }

    @Test
    void ofTwoAdministratorsOneWinsAndTheOtherIsToldWhatWon() throws IOException {
        api.close();
        api = new ApiHarness(Files.createDirectory(directory.resolve("second")),
                store -> OvertakenStore.of(store, TenantAuthority.OFFICE365));
        api.post("/tenants", "{\"id\":\"contoso\",\"authority\":\"unknown\"}");
        ApiHarness.Reply lost = api.put("/tenants/contoso/authority", "{\"authority\":\"intune\"}");
        assertEquals(409, lost.status(), lost.text());
        assertEquals("lost_race", lost.at("/error/code"));
        assertTrue(lost.at("/error/message").contains("from unknown to office365"), lost.text());
        assertEquals("office365", api.get("/tenants/contoso").at("/authority"));
        assertEquals(List.of(), api.wakes.taken());
    }

    @Test
    void keepsWhoChangedWhat() {
        api.post("/tenants", "{\"id\":\"contoso\",\"authority\":\"office365\"}");
        api.put("/tenants/contoso/authority", "{\"authority\":\"intune\"}");
        List<AuditStore.Entry> entries = api.store.audit().newest(new TenantId("contoso"), Optional.empty(), 10);
        assertEquals(List.of("authority.change", "tenant.create"),
                entries.stream().map(AuditStore.Entry::operation).sorted().toList());
        String detail = entries.stream().filter(entry -> entry.operation().equals("authority.change")).findFirst()
                .orElseThrow().detail();
        assertTrue(detail.contains("\"from\":\"office365\"") && detail.contains("\"to\":\"coexistence\""), detail);
    }
}
