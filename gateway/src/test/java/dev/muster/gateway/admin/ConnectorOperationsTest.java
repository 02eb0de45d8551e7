package dev.muster.gateway.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.gateway.handler.configmgr.ConfigurationManagerHandler;
import dev.muster.gateway.handler.intune.IntuneHandler;
import dev.muster.gateway.handler.office365.Office365Handler;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.routing.AuthorityRouter;

/** What a connector may ask, behind its door, and when it is refused. */
@Timeout(60)
class ConnectorOperationsTest {
    private static final TenantId CONTOSO = new TenantId("contoso");

    private final List<String> bounds = new ArrayList<>();
    private final ApiHarness api;
    private List<Operation> operations = List.of();

    ConnectorOperationsTest(@TempDir Path directory) {
        this.api = new ApiHarness(directory);
    }

    @BeforeEach
    void aHybridTenant() {
        api.post("/tenants",
                "{\"id\":\"contoso\",\"authority\":\"configurationManager\",\"options\":{\"hybrid\":true}}");
        AuthorityRouter router = new AuthorityRouter(Map.of(ManagementAuthority.INTUNE, new IntuneHandler(),
                ManagementAuthority.OFFICE365, new Office365Handler(), ManagementAuthority.CONFIGURATION_MANAGER,
                new ConfigurationManagerHandler()), api.clock);
        GatewayEvents events = new GatewayEvents() {
            @Override
            public void boundPassed(String bound) {
                bounds.add(bound);
            }
        };
        operations = new ConnectorApi(new ConnectorApi.Parts(api.store, router, api.wakes, events, api.clock,
                UUID::randomUUID), 1).operations();
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void r8bAUserTakenOutIsManagedForADayThenTheDevicesAreStrandedAndNeverRetired() {
        UserId ada = user("ada@contoso.example");
        EnrolledDevice pc = device(ada);
        assertEquals("configurationManager", authority(pc, "stranded"), "not in the collection yet");
        assertEquals(1, changed("{\"members\":[\"ADA@contoso.example\"]}").joined());
        assertEquals("configurationManager", authority(pc, "serving"));
        assertEquals("R5", authority(pc, "rule"));
        assertEquals(List.of("device " + pc.id()), api.wakes.taken());

        assertEquals(1, changed("{\"members\":[]}").left());
        assertEquals("R8B", authority(pc, "rule"));
        assertEquals("configurationManager", authority(pc, "serving"));
        api.clock.advance(Duration.ofHours(24));
        assertEquals("null", authority(pc, "serving"));
        assertEquals("configurationManager", authority(pc, "stranded"));
        assertEquals("enrolled", api.get("/tenants/contoso/devices/" + pc.id()).at("/state"), "never retired by that");
        assertEquals("not_served", refused("POST", "/actions", action(pc, "lock")).code());
        call("POST", "/collection/changes", "{\"add\":[\"ada@contoso.example\"]}");
        assertEquals("configurationManager", authority(pc, "serving"));
    }

    @Test
    void r22ActionsAreRefusedWhileResultsWaitAndNoCheckInIs() {
        UserId ada = user("ada@contoso.example");
        EnrolledDevice pc = device(ada);
        changed("{\"members\":[\"ada@contoso.example\"]}");
        assertEquals(202, call("POST", "/actions", action(pc, "lock")).status());
        pc.finishes(api);
        ApiProblem refused = refused("POST", "/actions", action(pc, "lock"));
        assertEquals("results_wait", refused.code());
        assertEquals(429, refused.status());
        assertEquals(List.of("connector-results"), bounds);
    }

    @Test
    void r3bASiteActsOnlyWhileConfigurationManagerIsTheAuthority() {
        UserId ada = user("ada@contoso.example");
        EnrolledDevice pc = device(ada);
        assertEquals(200, api.put("/tenants/contoso/authority", "{\"authority\":\"intune\"}").status());
        assertEquals("not_the_authority", refused("POST", "/actions", action(pc, "lock")).code());
        assertEquals(200,
                call("PUT", "/settings/{name}", "{\"kind\":\"password\",\"values\":{\"minLength\":6}}").status(),
                "settings wait for the day it is");
    }

    @Test
    void saysWhichFieldOfARequestIsWrong() {
        assertEquals("through is missing", refused("POST", "/acknowledge", "{}").text());
        assertEquals("bad_field", refused("POST", "/acknowledge", "{\"through\":7}").code());
        assertEquals("members is missing", refused("PUT", "/collection", "{}").text());
        assertEquals("id is missing", refused("POST", "/actions", "{}").text());
        assertEquals("not_found", refused("POST", "/actions", "{\"id\":\"" + UUID.randomUUID() + "\",\"device\":\""
                + UUID.randomUUID() + "\",\"kind\":\"lock\"}").code());
    }

    @Test
    void r3ASubscriptionNeedsTheOptionHybridAndARequestThatCanBeRead() {
        api.post("/tenants", "{\"id\":\"plain\"}");
        assertEquals("hybrid_off", api.post("/tenants/plain/connector", "{\"csr\":\"x\"}").at("/error/code"));
        assertEquals("bad_field", api.post("/tenants/contoso/connector", "{\"csr\":\"x\"}").at("/error/code"));
        assertEquals(404, api.get("/tenants/contoso/connector").status());
        assertEquals(404, api.delete("/tenants/contoso/connector").status());
        assertEquals(404, api.put("/tenants/contoso/connector/certificate", "{\"csr\":\"x\"}").status());
    }

    private UserId user(String name) {
        return new UserId(UUID.fromString(
                api.post("/tenants/contoso/users", "{\"principalName\":\"" + name + "\"}").at("/id")));
    }

    private EnrolledDevice device(UserId user) {
        return EnrolledDevice.of(api, CONTOSO, Platform.WINDOWS, Optional.of(user), Optional.empty(), "");
    }

    private String authority(EnrolledDevice device, String part) {
        return api.get("/tenants/contoso/devices/" + device.id()).at("/authority/" + part);
    }

    private ChangeCollection.Changed changed(String body) {
        return (ChangeCollection.Changed) java.util.Objects.requireNonNull(call("PUT", "/collection", body).body());
    }

    private static String action(EnrolledDevice device, String kind) {
        return "{\"id\":\"" + UUID.randomUUID() + "\",\"device\":\"" + device.id() + "\",\"kind\":\"" + kind + "\"}";
    }

    private ApiProblem refused(String method, String path, String body) {
        return assertThrows(ApiProblem.class, () -> call(method, path, body));
    }

    /** As the listener calls it: tenant and authority are the gate's. */
    private Answer call(String method, String path, String body) {
        Operation operation = operations.stream()
                .filter(one -> one.method().equals(method) && one.path().equals(path)).findFirst().orElseThrow();
        Map<String, String> settled = new HashMap<>(
                Map.of("connector", "", "tenant", "contoso", "authority", "configurationManager", "name", "Passcode"));
        return operation.handle(new Call(settled, Map.of(), body.getBytes(StandardCharsets.UTF_8)));
    }
}
