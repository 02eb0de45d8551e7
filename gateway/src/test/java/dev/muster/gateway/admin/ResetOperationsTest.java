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

import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantId;

/** A reset of the authority by checklist (R20), as an administrator takes it. */
@Timeout(60)
class ResetOperationsTest {
    private static final String TENANT = "/tenants/contoso";
    private static final List<String> FACTS = List.of("exchange-connector", "enrolment-managers", "group-mapping",
            "sideloading-keys", "dep-token", "apps");

    private final ApiHarness api;

    ResetOperationsTest(@TempDir Path directory) {
        this.api = new ApiHarness(directory);
    }

    @BeforeEach
    void aTenantThatMayChangeOnlyByReset() {
        api.post("/tenants",
                "{\"id\":\"contoso\",\"authority\":\"intune\",\"options\":{\"hybrid\":true,\"legacyReset\":true}}");
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void r20OpenPointsAreListedAndBlockUntilTheyAreSettled() {
        setting(200);
        EnrolledDevice.of(api, new TenantId("contoso"), Platform.WINDOWS, Optional.empty(), Optional.empty(), "");
        assertEquals("transition_refused",
                api.put(TENANT + "/authority", "{\"authority\":\"configurationManager\"}").at("/error/code"));
        ApiHarness.Reply requested = api.post(TENANT + "/reset", "{\"to\":\"configurationManager\"}");
        assertEquals(201, requested.status(), requested.text());
        assertTrue(requested.text().contains("devices-retired") && requested.text().contains("policies-intune"),
                requested.text());
        assertEquals("reset_under_way",
                api.post(TENANT + "/reset", "{\"to\":\"configurationManager\"}").at("/error/code"));
        assertEquals("checked_point", api.put(TENANT + "/reset/facts/devices-retired", "").at("/error/code"));
        assertEquals(404, api.put(TENANT + "/reset/facts/luck", "").status());
        FACTS.forEach(fact -> assertEquals(200, api.put(TENANT + "/reset/facts/" + fact, "").status(), fact));
        ApiHarness.Reply blocked = api.post(TENANT + "/reset/verify", "");
        assertEquals("open_points", blocked.at("/error/code"));
        assertTrue(blocked.at("/error/message").contains("devices-retired, policies-intune"), blocked.text());
        assertEquals("wrong_step", api.post(TENANT + "/reset/begin", "").at("/error/code"));
        assertEquals(204, api.delete(TENANT + "/reset").status());
        assertEquals(404, api.get(TENANT + "/reset").status());
    }

    @Test
    void r20WhileResettingEveryConfigurationWriteIsAConflictAndAfterwardsTheAuthorityIsTheOther() {
        api.post(TENANT + "/reset", "{\"to\":\"configurationManager\"}");
        FACTS.forEach(fact -> api.put(TENANT + "/reset/facts/" + fact, ""));
        assertEquals("verified", api.post(TENANT + "/reset/verify", "").at("/state"));
        setting(200);
        assertEquals("open_points", api.post(TENANT + "/reset/begin", "").at("/error/code"),
                "verified is not for ever");
        assertEquals(204, api.delete(TENANT + "/settings/intune/Passcode").status());
        assertEquals("resetting", api.post(TENANT + "/reset/begin", "").at("/state"));

        setting(409);
        assertEquals("resetting", api.post(TENANT + "/users", "{\"principalName\":\"ada@contoso.example\"}")
                .at("/error/code"));
        assertEquals("resetting", api.put(TENANT + "/authority", "{\"authority\":\"intune\"}").at("/error/code"));
        assertEquals("wrong_step", api.delete(TENANT + "/reset").at("/error/code"));
        assertEquals(200, api.get(TENANT).status());
        assertEquals(201, api.post("/tenants", "{\"id\":\"fabrikam\"}").status(), "other tenants go on");

        api.wakes.taken();
        assertEquals("done", api.post(TENANT + "/reset/complete", "").at("/state"));
        assertEquals("configurationManager", api.get(TENANT).at("/authority"));
        assertEquals(List.of("tenant contoso"), api.wakes.taken());
        setting(200);
        assertEquals("wrong_step", api.post(TENANT + "/reset/complete", "").at("/error/code"));
        assertEquals(201, api.post(TENANT + "/reset", "{\"to\":\"intune\"}").status(), "and back");
    }

    @Test
    void r20AResetIsOnlyForWhatNeedsOne() {
        api.post("/tenants", "{\"id\":\"easy\",\"authority\":\"intune\",\"options\":{\"hybrid\":true}}");
        assertEquals("no_reset_needed",
                api.post("/tenants/easy/reset", "{\"to\":\"configurationManager\"}").at("/error/code"));
        assertEquals("transition_refused", api.post(TENANT + "/reset", "{\"to\":\"unknown\"}").at("/error/code"));
        assertEquals("no_reset", api.delete(TENANT + "/push-certificates/intune").at("/error/code"));
        api.post(TENANT + "/reset", "{\"to\":\"configurationManager\"}");
        assertEquals(404, api.delete(TENANT + "/push-certificates/intune").status());
    }

    private void setting(int status) {
        assertEquals(status, api.put(TENANT + "/settings/intune/Passcode",
                "{\"kind\":\"password\",\"values\":{\"minLength\":6}}").status());
    }
}
