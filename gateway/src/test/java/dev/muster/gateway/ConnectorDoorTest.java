package dev.muster.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.loadtest.connector.ConnectorClient;
import dev.muster.loadtest.connector.ConnectorClient.Message;
import dev.muster.loadtest.connector.ConnectorKey;
import dev.muster.loadtest.connector.ConnectorRefused;
import dev.muster.loadtest.connector.ConnectorSite;
import dev.muster.loadtest.device.DevicePlatform;
import dev.muster.loadtest.device.EllipticKeys;
import dev.muster.loadtest.target.AdminRefused;

/** R22 as a whole: a gateway, a Configuration Manager site at its own door, and emulated devices. */
@Timeout(240)
class ConnectorDoorTest {
    private static final String LENGTH = "/Vendor/MSFT/Policy/Config/DeviceLock/MinDevicePasswordLength=8";

    private final Path directory;

    ConnectorDoorTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void r22ASiteManagesTheDevicesOfItsCollectionThroughItsConnector() throws Exception {
        try (ConnectorWorld world = new ConnectorWorld(directory)) {
            String ada = world.user("ada@contoso.example");
            ConnectorClient connector = world.subscribe();
            ConnectorSite site = new ConnectorSite(connector, directory.resolve("site"));
            assertEquals("[\"nobody@contoso.example\"]", connector
                    .collection(List.of("ada@contoso.example", "nobody@contoso.example")).path("unknown").toString());
            connector.define("Passcode", "password", Map.of("minLength", 8));
            ConnectorWorld.Enrolled pc = world.device(DevicePlatform.WINDOWS, ada, 1);
            ConnectorWorld.Enrolled phone = world.device(DevicePlatform.ANDROID, ada, 2);
            world.checkIn(pc);
            world.checkIn(phone);
            assertEquals("configurationManager", world.shown(pc).at("/managedBy").asText());
            assertTrue(pc.device().held().toString().contains(LENGTH), pc.device().held().toString());

            List<Message> told = site.drain(3);
            assertEquals("installed", last(told, "status", pc.id()).at("/status/settings/0/state").asText());
            assertEquals("configurationManager", last(told, "status", phone.id()).at("/status/managedBy").asText());
            assertFalse(last(told, "inventory", pc.id()).at("/inventory/hardware/udid").asText().isEmpty());

            UUID asked = UUID.randomUUID();
            connector.act(asked, pc.id(), "deviceInformation", Map.of());
            connector.act(asked, pc.id(), "deviceInformation", Map.of());
            assertEquals(1, world.shown(pc).at("/pending").size(), "the same action asked for twice is one");
            world.checkIn(pc);
            JsonNode result = last(site.drain(100), "result", pc.id());
            assertEquals(asked.toString(), result.at("/result/id").asText());
            assertEquals("done", result.at("/result/outcome").asText());
            assertTrue(new String(Base64.getDecoder().decode(result.at("/result/data").asText()),
                    StandardCharsets.UTF_8).contains("<Results>"));
            connector.act(asked, pc.id(), "deviceInformation", Map.of());
            assertEquals(0, world.shown(pc).at("/pending").size(), "nor after it was done");

            connector.withdraw("Passcode");
            world.checkIn(pc);
            assertFalse(pc.device().held().toString().contains(LENGTH));
        }
    }

    @Test
    void r22ASiteThatDiesBetweenFetchAndAcknowledgementLosesNothingAndGetsTheSameInOrder() throws Exception {
        try (ConnectorWorld world = new ConnectorWorld(directory)) {
            String ada = world.user("ada@contoso.example");
            ConnectorClient connector = world.subscribe();
            connector.collection(List.of("ada@contoso.example"));
            ConnectorWorld.Enrolled pc = world.device(DevicePlatform.WINDOWS, ada, 1);
            world.checkIn(pc);
            Path journal = directory.resolve("site");
            new ConnectorSite(connector, journal).drain(10);

            List<String> asked = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                UUID id = UUID.randomUUID();
                connector.act(id, pc.id(), "deviceInformation", Map.of());
                asked.add(id.toString());
            }
            world.checkIn(pc);
            long before = new ConnectorSite(connector, journal).stored();
            List<Message> first = connector.fetch(before, 4);
            assertEquals(first, connector.fetch(before, 4), "died before it stored anything");

            ConnectorSite dying = new ConnectorSite(connector, journal);
            assertEquals(first.stream().map(Message::sequence).toList(),
                    dying.fetch(4).stream().map(Message::sequence).toList());
            Files.writeString(journal, Files.readString(journal) + "99 {\"half");
            ConnectorSite again = new ConnectorSite(connector, journal);
            List<Message> rest = again.drain(4);
            List<String> results = new ArrayList<>();
            first.forEach(message -> results.add(message.content().at("/result/id").asText()));
            rest.forEach(message -> results.add(message.content().at("/result/id").asText()));
            results.removeIf(String::isEmpty);
            assertEquals(asked, results, "every result once, in the order they happened");
            assertEquals(List.of(), connector.fetch(0, 10));
            assertEquals(0, world.admin.get(ConnectorWorld.TENANT + "/connector").path("waitingResults").asInt());
        }
    }

    @Test
    void r22TheDoorOpensToTheOneConnectorOfATenantAndToNobodyElse() throws Exception {
        try (ConnectorWorld world = new ConnectorWorld(directory)) {
            ConnectorClient connector = world.subscribe();
            assertEquals(List.of(), connector.fetch(0, 10));
            AdminRefused second = assertThrows(AdminRefused.class, world::subscribe);
            assertEquals(409, second.status());
            assertTrue(String.valueOf(second.getMessage()).contains("connector_exists"), second.getMessage());

            Fleet fleet = new Fleet(world.gateway, "", directory.resolve("data"));
            assertEquals(404, refusal(connector, "/../tenants"));
            String ada = world.user("ada@contoso.example");
            connector.collection(List.of("ada@contoso.example"));
            ConnectorWorld.Enrolled pc = world.device(DevicePlatform.WINDOWS, ada, 1);
            assertEquals(0, assertThrows(ConnectorRefused.class,
                    () -> world.connector(fleet.context(java.util.Optional.empty())).fetch(0, 1)).status(),
                    "without a certificate there is no handshake");
            assertEquals(0, assertThrows(ConnectorRefused.class,
                    () -> world.connector(fleet.context(java.util.Optional.of(deviceOf(world, ada)))).fetch(0, 1))
                    .status(), "a device's certificate is for another door");
            world.checkIn(pc);

            ConnectorKey key = new ConnectorKey();
            JsonNode renewed = put(world, key);
            assertEquals(403, refusal(connector, "/messages"), "the certificate before is refused");
            ConnectorClient successor = world.connector(key.tls(renewed.path("certificate").asText()));
            assertFalse(successor.fetch(0, 10).isEmpty());
            KeyedPhone stranger = new KeyedPhone(key, renewed.path("certificate").asText());
            assertThrows(java.io.UncheckedIOException.class,
                    () -> fleet.checkIn(stranger.phone(), GatewayTest.packageOne("1")),
                    "a connector's certificate does not open the devices' door");
        }
    }

    /** A connector's key and certificate, shown as if it were a device's. */
    private record KeyedPhone(ConnectorKey key, String chain) {
        Fleet.Phone phone() throws Exception {
            return new Fleet.Phone("", key.keys(),
                    dev.muster.certs.x509.Pem.certificates(chain));
        }
    }

    private static Fleet.Phone deviceOf(ConnectorWorld world, String user) throws Exception {
        var keys = EllipticKeys.generate();
        String token = world.admin.post(ConnectorWorld.TENANT + "/enrolment-tokens",
                Map.of("platform", "windows", "user", user)).path("token").asText();
        return new Fleet.Phone("", keys, world.certificate(token, keys));
    }

    private static JsonNode put(ConnectorWorld world, ConnectorKey key) throws AdminRefused {
        return world.admin.put(ConnectorWorld.TENANT + "/connector/certificate", Map.of("csr", key.request()));
    }

    private static int refusal(ConnectorClient connector, String path) {
        return assertThrows(ConnectorRefused.class, () -> connector.call("GET", path, Map.of())).status();
    }

    private static JsonNode last(List<Message> messages, String kind, String device) {
        return messages.stream().filter(message -> message.kind().equals(kind) && message.device().equals(device))
                .reduce((_, later) -> later).orElseThrow(() -> new AssertionError(kind + " of " + device + " in "
                        + messages))
                .content();
    }
}
