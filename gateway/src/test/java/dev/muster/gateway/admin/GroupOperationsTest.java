package dev.muster.gateway.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GroupOperationsTest {
    private static final String GROUPS = "/tenants/contoso/groups";
    private static final String PASSWORD = "\"kind\":\"password\",\"values\":{\"minLength\":6}";

    private final ApiHarness api;
    private String ada = "";

    GroupOperationsTest(@TempDir Path directory) {
        this.api = new ApiHarness(directory);
    }

    @BeforeEach
    void given() {
        api.post("/tenants", "{\"id\":\"contoso\"}");
        ada = api.post("/tenants/contoso/users", "{\"principalName\":\"ada@contoso.example\"}").at("/id");
    }

    @AfterEach
    void close() {
        api.close();
    }

    private String group(String name) {
        ApiHarness.Reply created = api.post(GROUPS, "{\"displayName\":\"" + name + "\"}");
        assertEquals(201, created.status(), created.text());
        return created.at("/id");
    }

    private ApiHarness.Reply change(String group, String field, String member) {
        return api.post(GROUPS + "/" + group + "/members", "{\"" + field + "\":[\"" + member + "\"]}");
    }

    @Test
    void aLicenceHeldThroughAGroupInsideAGroupEntitles_R6() {
        String outer = group("Everybody");
        String inner = group("Sales");
        assertEquals("0", change(outer, "addGroups", inner).at("/changedUsers"));
        assertEquals(200, change(inner, "addUsers", ada).status());
        assertEquals(List.of("tenant contoso"), api.wakes.taken(), "settings may reach Ada's devices now (R9)");
        ApiHarness.Reply licensed = api.put(GROUPS + "/" + outer + "/licences", "{\"licences\":[{\"sku\":\"EMS\"}]}");
        assertEquals(200, licensed.status(), licensed.text());
        assertEquals("true", licensed.at("/derived"));
        String user = "/tenants/contoso/users/" + ada;
        assertEquals("true", api.get(user).at("/entitlement/intune"));
        assertEquals(List.of("tenant contoso"), api.wakes.taken());

        api.put(user + "/licences", "{\"licences\":[]}");
        assertEquals("true", api.get(user).at("/entitlement/intune"), "the group's licence counts still");
        change(outer, "removeGroups", inner);
        assertEquals("false", api.get(user).at("/entitlement/intune"));
        ApiHarness.Reply unknown = api.put(GROUPS + "/" + outer + "/licences", "{\"licences\":[{\"sku\":\"EMSS\"}]}");
        assertEquals(400, unknown.status());
        assertTrue(unknown.at("/error/message").contains("EMS"), unknown.text());
    }

    @Test
    void refusesAGroupInsideItselfAndSaysWhatToDo() {
        String outer = group("outer");
        String inner = group("inner");
        change(outer, "addGroups", inner);
        ApiHarness.Reply cycle = change(inner, "addGroups", outer);
        assertEquals(409, cycle.status(), cycle.text());
        assertEquals("cyclic_group", cycle.at("/error/code"));
        assertTrue(cycle.at("/error/remedy").contains("cannot hold itself"), cycle.text());
        assertEquals(400, change(outer, "addUsers", UUID.randomUUID().toString()).status());
        assertEquals(404, change(UUID.randomUUID().toString(), "addUsers", ada).status());
        assertEquals("group_exists", api.post(GROUPS, "{\"displayName\":\"OUTER\"}").at("/error/code"));
        assertEquals("group_in_use", api.delete(GROUPS + "/" + outer).at("/error/code"));
        assertEquals(400, api.post(GROUPS + "/" + outer + "/members",
                "{\"addUsers\":[\"" + ada + "\"],\"removeUsers\":[\"" + ada + "\"]}").status());
    }

    @Test
    void listsGroupsAndMembersAPageAtATime() {
        String outer = group("outer");
        String inner = group("inner");
        change(outer, "addGroups", inner);
        change(outer, "addUsers", ada);
        assertEquals(2, api.get(GROUPS).json().at("/groups").size());
        ApiHarness.Reply first = api.get(GROUPS + "/" + outer + "/members?limit=1");
        assertEquals(ada, first.at("/members/0/id"));
        ApiHarness.Reply second = api.get(GROUPS + "/" + outer + "/members?limit=1&after=" + first.at("/next"));
        assertEquals("group", second.at("/members/0/kind"));
        ApiHarness.Reply third = api.get(GROUPS + "/" + outer + "/members?limit=1&after=" + second.at("/next"));
        assertEquals(0, third.json().at("/members").size());
        change(outer, "removeGroups", inner);
        change(outer, "removeUsers", ada);
        assertEquals(204, api.delete(GROUPS + "/" + outer).status());
        assertEquals(404, api.get(GROUPS + "/" + outer).status());
    }

    @Test
    void assignsASettingToGroupsAndLeavesUsersOut() {
        String sales = group("sales");
        String path = "/tenants/contoso/settings/intune/Password";
        ApiHarness.Reply defined = api.put(path, "{" + PASSWORD + ",\"assignment\":{\"groups\":[\"" + sales
                + "\"],\"exceptUsers\":[\"" + ada + "\"]}}");
        assertEquals(200, defined.status(), defined.text());
        assertEquals("false", defined.at("/assignment/everybody"));
        assertEquals(sales, defined.at("/assignment/groups/0"));
        assertEquals(ada, api.get("/tenants/contoso/settings").at("/settings/0/assignment/exceptUsers/0"));
        assertEquals(sales, api.put(path, "{" + PASSWORD + "}").at("/assignment/groups/0"), "absent: as before");
        assertEquals("true", api.put(path, "{" + PASSWORD + ",\"assignment\":{}}").at("/assignment/everybody"));
        for (String bad : List.of("{\"everybody\":false}", "{\"everybody\":true,\"groups\":[\"" + sales + "\"]}",
                "{\"groups\":[\"" + ada + "\"]}", "{\"exceptUsers\":[\"" + sales + "\"]}",
                "{\"groups\":[\"sales\"]}")) {
            ApiHarness.Reply refused = api.put(path, "{" + PASSWORD + ",\"assignment\":" + bad + "}");
            assertEquals(400, refused.status(), bad + refused.text());
            assertTrue(refused.at("/error/message").startsWith("assignment"), refused.text());
        }
    }

    /** R24: a platform that is asked for by name and would get nothing is refused with the reason. */
    @Test
    void refusesASettingForAPlatformThatGetsNothing() {
        ApiHarness.Reply refused = api.put("/tenants/contoso/settings/office365/Mail",
                "{\"kind\":\"email\",\"values\":{\"host\":\"mail.contoso.example\"},\"platforms\":[\"ios\",\"windows\"]}");
        assertEquals(409, refused.status(), refused.text());
        assertEquals("no_payload", refused.at("/error/code"));
        assertTrue(refused.at("/error/message").contains("on windows"), refused.text());
        ApiHarness.Reply defined = api.put("/tenants/contoso/settings/intune/Password",
                "{" + PASSWORD + ",\"platforms\":[\"ios\"]}");
        assertEquals("[\"ios\"]", "[\"" + String.join("\",\"", fieldNames(defined)) + "\"]");
        assertEquals(400, api.put("/tenants/contoso/settings/intune/Password",
                "{" + PASSWORD + ",\"platforms\":[\"symbian\"]}").status());
    }

    private static List<String> fieldNames(ApiHarness.Reply defined) {
        List<String> names = new java.util.ArrayList<>();
        defined.json().at("/versions").fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void coManagementCountsAsIntuneAndSurvivesLicences_R6() {
        String user = "/tenants/contoso/users/" + ada;
        ApiHarness.Reply set = api.put(user + "/standing", "{\"coManaged\":true}");
        assertEquals(200, set.status(), set.text());
        assertEquals("true", set.at("/entitlement/coManaged"));
        assertEquals("false", set.at("/entitlement/inCollection"));
        api.put(user + "/licences", "{\"licences\":[{\"sku\":\"EMS\"}]}");
        assertEquals("true", api.get(user).at("/entitlement/coManaged"));
    }
}
