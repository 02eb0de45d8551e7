package dev.muster.gateway.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Finding what is there: tenants, users, settings. */
@Timeout(60)
class LookupOperationsTest {
    private final ApiHarness api;

    LookupOperationsTest(@TempDir Path directory) {
        this.api = new ApiHarness(directory);
    }

    @AfterEach
    void close() {
        api.close();
    }

    /** Every page of a list, until there is no next one. */
    private List<String> walk(String list, String rows, String field) {
        List<String> found = new ArrayList<>();
        String after = "";
        for (int pages = 0; pages < 20; pages++) {
            ApiHarness.Reply page = api.get(list + "?limit=2" + after);
            assertEquals(200, page.status(), page.text());
            assertTrue(page.json().at("/" + rows).size() <= 2, page.text());
            page.json().at("/" + rows).forEach(row -> found.add(row.at("/" + field).asText()));
            if (page.json().at("/next").isNull()) {
                return found;
            }
            after = "&after=" + page.at("/next");
        }
        throw new AssertionError("no end: " + found);
    }

    @Test
    void listsTenantsAPageAtATime() {
        assertEquals(List.of(), walk("/tenants", "tenants", "id"));
        for (String id : List.of("d", "b", "a", "c", "e")) {
            api.post("/tenants", "{\"id\":\"" + id + "\"}");
        }
        assertEquals(List.of("a", "b", "c", "d", "e"), walk("/tenants", "tenants", "id"));
    }

    @Test
    void listsUsersAPageAtATimeAndFindsOneByItsPrincipalName() {
        api.post("/tenants", "{\"id\":\"contoso\"}");
        List<String> ids = new ArrayList<>();
        for (String name : List.of("ada", "grace", "edsger")) {
            ids.add(api.post("/tenants/contoso/users", "{\"principalName\":\"" + name + "@contoso.example\"}")
                    .at("/id"));
        }
        assertEquals(ids.stream().sorted().toList(),
                walk("/tenants/contoso/users", "users", "id").stream().sorted().toList());
        ApiHarness.Reply grace = api.get("/tenants/contoso/users?principalName=GRACE@contoso.example");
        assertEquals(ids.get(1), grace.at("/users/0/id"), grace.text());
        assertEquals(1, grace.json().at("/users").size());
        assertEquals("[]", api.get("/tenants/contoso/users?principalName=nobody@contoso.example").json().at("/users")
                .toString());
    }

    @Test
    void listsSettingsOfAllAuthoritiesOrOfOneWithoutTheirValues() {
        api.post("/tenants", "{\"id\":\"contoso\",\"authority\":\"office365\"}");
        for (String setting : List.of("intune/b", "intune/A", "office365/c")) {
            api.put("/tenants/contoso/settings/" + setting, "{\"kind\":\"password\",\"values\":{\"minLength\":8}}");
        }
        api.put("/tenants/contoso/settings/intune/wifi",
                "{\"kind\":\"wifi\",\"values\":{\"ssid\":\"lab\",\"passphrase\":\"correct horse\"}}");
        assertEquals(List.of("A", "b", "wifi", "c"), walk("/tenants/contoso/settings", "settings", "name"));
        ApiHarness.Reply office = api.get("/tenants/contoso/settings?authority=office365");
        assertEquals(1, office.json().at("/settings").size(), office.text());
        assertEquals("password", office.at("/settings/0/kind"));
        assertFalse(api.get("/tenants/contoso/settings").text().contains("horse"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tenants?after=A_", "/tenants?limit=0", "/tenants/contoso/users?limit=1001",
            "/tenants/contoso/users?after=bob", "/tenants/contoso/settings?authority=google",
            "/tenants/contoso/settings?limit=x"})
    void namesTheParameterThatIsWrong(String address) {
        api.post("/tenants", "{\"id\":\"contoso\"}");
        ApiHarness.Reply reply = api.get(address);
        assertEquals(400, reply.status(), reply.text());
        String parameter = address.substring(address.indexOf('?') + 1, address.indexOf('='));
        assertTrue(reply.at("/error/message").startsWith(parameter + " must be"), reply.text());
    }

    @Test
    void aTenantThatDoesNotExistHasNoLists() {
        assertEquals(404, api.get("/tenants/nobody/users").status());
        assertEquals(404, api.get("/tenants/nobody/settings").status());
    }
}
