package dev.muster.gateway;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.loadtest.target.GatewayProcess;

/**
 * Any node answers any message (idea 1): each message of a session goes to the next of three gateway processes on one PostgreSQL,
 * and then again to another one, as after a lost reply. An object goes each way in chunks meanwhile.
 */
@Timeout(240)
class AnyNodeTest {
    private static final String LARGE = "<x>" + "0123456789 & more ".repeat(1_200) + "</x>";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path directory;
    private final List<GatewayProcess> gateways = new ArrayList<>();
    private final List<Fleet> fleets = new ArrayList<>();
    private int turn;

    AnyNodeTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void aSessionIsCarriedFromNodeToNodeMessageByMessage() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
            start(postgres.getPort());
            Fleet.Phone phone = enrolAndAsk();
            RoamingClient client = new RoamingClient("2", Map.of());
            int messages = converse(phone, client);
            assertTrue(messages > 8, "messages: " + messages);
            assertTrue(client.chunksTaken > 3 && client.chunksSent == 3,
                    client.chunksTaken + " chunks came, " + client.chunksSent + " went");
            assertEquals(LARGE, client.nodes.get("./Vendor/Large"));
            assertEquals("8",
                    client.nodes.get("./Device/Vendor/MSFT/Policy/Config/DeviceLock/MinDevicePasswordLength"));
            JsonNode device = administer(200, "GET", "/devices/" + phone.id(), "");
            assertEquals("done", device.at("/finished/0/outcome").asText(), device.toString());
            assertEquals("intune", device.at("/managedBy").asText(), device.toString());
            assertTrue(device.at("/hardware/osVersion").asText().startsWith("10.0.26100"), device.toString());
            assertEquals(2, device.at("/settings").size());
            device.at("/settings").forEach(held -> assertEquals("installed", held.at("/state").asText()));
            // Its poll interval was refused between the chunks; two sessions tell it when, and then how often to come (R17).
            assertTrue(converse(phone, new RoamingClient("3", client.nodes)) > 0);
            assertTrue(converse(phone, new RoamingClient("4", client.nodes)) > 0);
            assertEquals(0, converse(phone, new RoamingClient("5", client.nodes)), "nothing is left to do");
            for (GatewayProcess gateway : gateways) {
                assertTrue(gateway.alive(), "a gateway has died");
                gateway.stop(PATIENCE);
            }
        }
    }

    @AfterEach
    void closeWhatIsOpen() {
        gateways.forEach(GatewayProcess::close);
    }

    private Fleet.Phone enrolAndAsk() throws Exception {
        fleets.getFirst().administer(201, "POST", "/tenants", "{\"id\":\"contoso\"}");
        Fleet.Phone phone = fleets.getFirst().enrol("contoso", "windows");
        assertEquals(0, converse(phone, new RoamingClient("1", Map.of())), "package 1 completes the enrolment");
        administer(200, "PUT", "/settings/intune/Passcode", "{\"kind\":\"password\",\"values\":{\"minLength\":8}}");
        String syncMl = "<Replace><CmdID>1</CmdID><Item><Target><LocURI>./Vendor/Large</LocURI></Target><Data>"
                + LARGE.replace("&", "&amp;").replace("<", "&lt;") + "</Data></Item></Replace>";
        administer(200, "PUT", "/settings/intune/Large", "{\"kind\":\"customSyncMl\",\"values\":{\"platform\":"
                + "\"windows\",\"syncMl\":\"" + syncMl + "\"}}");
        administer(202, "POST", "/devices/" + phone.id() + "/actions", "{\"kind\":\"deviceInformation\"}");
        return phone;
    }

    /** A whole session, each message to another node, each of them twice; returns how many messages followed the first. */
    private int converse(Fleet.Phone phone, RoamingClient client) throws Exception {
        Optional<byte[]> next = Optional.of(client.opens());
        int messages = -1;
        while (next.isPresent()) {
            byte[] answer = post(phone, next.get());
            assertTrue(answer.length <= RoamingClient.MAX_MESSAGE, "an answer of " + answer.length + " bytes");
            assertArrayEquals(answer, post(phone, next.get()), "the stored reply, from a node that did not make it");
            next = client.answer(answer);
            assertTrue(++messages < 100, "an end");
        }
        return messages;
    }

    private byte[] post(Fleet.Phone phone, byte[] body) {
        HttpResponse<byte[]> response = fleets.get(turn++ % fleets.size()).checkIn(phone,
                new String(body, StandardCharsets.UTF_8));
        assertEquals(200, response.statusCode());
        return response.body();
    }

    private JsonNode administer(int status, String method, String path, String body) {
        return fleets.get(turn++ % fleets.size()).administer(status, method, "/tenants/contoso" + path, body);
    }

    private void start(int port) throws Exception {
        GatewayProcess first = process("node0", port);
        fleets.add(new Fleet(first, first.token(), directory.resolve("node0")));
        for (String node : List.of("node1", "node2")) {
            copyKeys(node);
            fleets.add(new Fleet(process(node, port), first.token(), directory.resolve(node)));
        }
        assertEquals(3, gateways.stream().map(GatewayProcess::pid).distinct().count());
    }

    private GatewayProcess process(String node, int port) throws Exception {
        GatewayProcess started = GatewayProcess.start(GatewayCommand.ofTests(), config(node, port),
                directory.resolve(node + ".log"), PATIENCE);
        gateways.add(started);
        return started;
    }

    private void copyKeys(String node) throws IOException {
        Path to = directory.resolve(node);
        Files.createDirectories(to.resolve("ca"));
        Files.copy(directory.resolve("node0/muster.key"), to.resolve("muster.key"),
                StandardCopyOption.COPY_ATTRIBUTES);
        try (Stream<Path> files = Files.list(directory.resolve("node0/ca"))) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve("ca").resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private Path config(String data, int port) throws IOException {
        return Files.writeString(directory.resolve(data + ".yaml"), """
                data: %s
                listeners:
                  checkIn: {address: 127.0.0.1, port: 0}
                  enrol: {address: 127.0.0.1, port: 0}
                  admin: {port: 0}
                store: {url: 'jdbc:postgresql://127.0.0.1:%d/postgres', user: postgres, password: unused}
                """.formatted(directory.resolve(data), port));
    }
}
