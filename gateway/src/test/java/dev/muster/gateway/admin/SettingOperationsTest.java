package dev.muster.gateway.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import org.junit.jupiter.params.provider.ValueSource;

import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.TenantId;

@Timeout(60)
class SettingOperationsTest {
    private static final String PASSCODE = "/tenants/contoso/settings/intune/Passcode";
    private static final String LENGTH_6 = "{\"kind\":\"password\",\"values\":{\"minLength\":6}}";
    private static final TenantId CONTOSO = new TenantId("contoso");

    private final ApiHarness api;

    SettingOperationsTest(@TempDir Path directory) {
        this.api = new ApiHarness(directory);
    }

    @BeforeEach
    void givenATenant() {
        api.post("/tenants", "{\"id\":\"contoso\"}");
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void definesASettingForEachPlatformOfItsAuthorityAndWakesTheTenant_R9() {
        ApiHarness.Reply defined = api.put(PASSCODE, LENGTH_6);
        assertEquals(200, defined.status(), defined.text());
        assertEquals("Passcode", defined.at("/name"));
        assertEquals("intune", defined.at("/authority"));
        assertEquals("password", defined.at("/kind"));
        for (String platform : List.of("ios", "ipados", "windows", "android")) {
            assertTrue(defined.at("/versions/" + platform).matches("[0-9a-f]{16}"), defined.text());
        }
        assertEquals(List.of("tenant contoso"), api.wakes.taken());
        assertEquals("1", api.get("/tenants/contoso").at("/epoch"));
    }

    @Test
    void theSameDefinitionAgainChangesNothingAndWakesNobody() {
        ApiHarness.Reply first = api.put(PASSCODE, LENGTH_6);
        api.wakes.taken();
        assertEquals(first.json(), api.put(PASSCODE, LENGTH_6).json());
        assertEquals(List.of(), api.wakes.taken());
        assertEquals("1", api.get("/tenants/contoso").at("/epoch"));
    }

    @Test
    void anotherContentIsAnotherVersionUnderTheSameNameWithoutRegardToCase_R11() {
        String first = api.put(PASSCODE, LENGTH_6).at("/versions/ios");
        ApiHarness.Reply second = api.put("/tenants/contoso/settings/intune/PASSCODE", LENGTH_6.replace('6', '8'));
        assertFalse(first.equals(second.at("/versions/ios")), second.text());
        assertEquals(1, api.store.settings().all(CONTOSO, ManagementAuthority.INTUNE).size());
    }

    @Test
    void takesANameWithSpacesAndUmlauts() {
        ApiHarness.Reply defined = api.put("/tenants/contoso/settings/intune/B%C3%BCro%20Wi-Fi",
                "{\"kind\":\"wifi\",\"values\":{\"ssid\":\"Office\",\"passphrase\":\"correct horse\"}}");
        assertEquals("B\u00fcro Wi-Fi", defined.at("/name"), defined.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"%20Passcode", "Passcode%20", "Pass%20%20code", "Pass%E2%80%8Bcode", "Pass%C2%A0code",
            "Pass%C2%ADcode", "Passcode%EF%B8%8F", "Pass%E3%85%A4code", "Bu%CC%88ro", "%E2%80%AEedocssaP"})
    void refusesANameThatLooksLikeAnother(String name) {
        api.put(PASSCODE, LENGTH_6);
        ApiHarness.Reply refused = api.put("/tenants/contoso/settings/intune/" + name, LENGTH_6.replace('6', '8'));
        assertEquals(400, refused.status(), refused.text());
        assertTrue(refused.at("/error/message").startsWith("name must"), refused.text());
        assertEquals(1, api.store.settings().all(CONTOSO, ManagementAuthority.INTUNE).size());
    }

    /** R11b: what the last one writes would win, and nobody could say which that is. */
    @Test
    void refusesASettingThatWritesSomethingElseToANodeOfAnother() {
        api.put(PASSCODE, LENGTH_6);
        ApiHarness.Reply refused = api.put("/tenants/contoso/settings/intune/Longer", LENGTH_6.replace('6', '8'));
        assertEquals(409, refused.status(), refused.text());
        assertEquals("node_taken", refused.at("/error/code"));
        assertTrue(refused.at("/error/message").contains("\"Passcode\"")
                && refused.at("/error/message").contains("DeviceLock/MinDevicePasswordLength"), refused.text());
        assertEquals(200, api.put("/tenants/contoso/settings/office365/Longer", LENGTH_6.replace('6', '8')).status(),
                "another authority's settings replace these, they do not stand beside them");
        assertEquals(200, api.put("/tenants/contoso/settings/intune/Idle",
                "{\"kind\":\"password\",\"values\":{\"maxInactivityMinutes\":5}}").status(),
                "both say that a password is needed, and mean the same");
        String network = "{\"kind\":\"wifi\",\"values\":{\"ssid\":\"Office\",\"passphrase\":\"correct horse\"}}";
        assertEquals(200, api.put("/tenants/contoso/settings/intune/Wifi", network).status());
        ApiHarness.Reply second = api.put("/tenants/contoso/settings/intune/Wifi%202",
                network.replace("horse", "mouse"));
        assertEquals(409, second.status(), second.text());
        assertFalse(second.text().contains("mouse") || second.text().contains("horse"), second.text());
        assertEquals(200, api.put("/tenants/contoso/settings/intune/WIFI", network.replace("horse", "mouse")).status(),
                "the same name replaces it");
    }

    @Test
    void refusesWhatTheAuthorityDoesNotOfferAndNamesTheLicenceThatWould_R24() {
        ApiHarness.Reply refused = api.put("/tenants/contoso/settings/office365/Wifi",
                "{\"kind\":\"wifi\",\"values\":{\"ssid\":\"Office\",\"passphrase\":\"correct horse\"}}");
        assertEquals(409, refused.status(), refused.text());
        assertEquals("not_offered", refused.at("/error/code"));
        assertTrue(refused.at("/error/message").contains("Office 365") && refused.text().contains("Intune does"),
                refused.text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{}|kind is missing", "{\"kind\":\"password\"}|values is missing",
            "{\"kind\":\"password\",\"values\":{\"minLength\":null}}|values.minLength is missing",
            "{\"kind\":\"password\",\"values\":{\"minLength\":99}}|values.minLength does not fit",
            "{\"kind\":\"password\",\"values\":{\"minLenght\":6}}|values.minLenght does not fit",
            "{\"kind\":\"vpn\",\"values\":{}}|kind does not fit"})
    void namesTheFieldThatDoesNotFit(String body, String message) {
        ApiHarness.Reply reply = api.put(PASSCODE, body);
        assertEquals(400, reply.status(), reply.text());
        assertTrue(reply.at("/error/message").startsWith(message), reply.text());
    }

    @Test
    void anUnknownAuthorityIs404AndAnImpossibleNameIs400() {
        assertEquals(404, api.put("/tenants/contoso/settings/coexistence/a", LENGTH_6).status());
        assertEquals(400, api.put("/tenants/contoso/settings/intune/" + "a".repeat(101), LENGTH_6).status());
    }

    @Test
    void withdrawsASettingOnce() {
        api.put(PASSCODE, LENGTH_6);
        api.wakes.taken();
        assertEquals(204, api.delete(PASSCODE).status());
        assertEquals(List.of("tenant contoso"), api.wakes.taken());
        assertEquals(404, api.delete(PASSCODE).status());
    }

    @Test
    void keepsNoPassphraseInTheAuditLog() {
        api.put("/tenants/contoso/settings/intune/Wifi",
                "{\"kind\":\"wifi\",\"values\":{\"ssid\":\"Office\",\"passphrase\":\"correct horse\"}}");
        assertEquals(2, api.store.audit().newest(CONTOSO, Optional.empty(), 10).size());
        assertFalse(api.store.audit().newest(CONTOSO, Optional.empty(), 10).toString().contains("horse"));
    }
}
