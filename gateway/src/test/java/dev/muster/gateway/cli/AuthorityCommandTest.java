package dev.muster.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.gateway.CannotStart;
import dev.muster.gateway.Gateway;
import dev.muster.gateway.config.GatewayConfig;

/** {@code muster authority} and {@code muster devices} against a real gateway. */
@Timeout(120)
class AuthorityCommandTest {
    private final Gateway gateway;
    private final Path token;
    private String said = "";
    private String complained = "";

    AuthorityCommandTest(@TempDir Path directory) throws CannotStart, IOException {
        Path config = directory.resolve("muster.yaml");
        Files.writeString(config, "data: " + directory.resolve("data") + "\nlisteners:\n  checkIn: {port: 0}\n"
                + "  enrol: {port: 0}\n  admin: {port: 0}\n");
        gateway = Gateway.start(GatewayConfig.read(config));
        token = Files.writeString(directory.resolve("token"), gateway.newAdministratorToken().orElseThrow());
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private int post(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.adminUrl() + "/muster/v1" + path))
                .timeout(Duration.ofSeconds(20)).header("Authorization", "Bearer " + Files.readString(token))
                .POST(HttpRequest.BodyPublishers.ofString(body)).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    private int muster(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = MusterCommand.run(new PrintWriter(out), new PrintWriter(err),
                Stream.concat(Stream.of(arguments), Stream.of("--admin", gateway.adminUrl(), "--token-file",
                        token.toString())).toArray(String[]::new));
        said = out.toString();
        complained = err.toString();
        return code;
    }

    @Test
    void showsTriesOutAndChangesAnAuthority_R3_R11() throws IOException, InterruptedException {
        assertEquals(201, post("/tenants", "{\"id\":\"contoso\",\"authority\":\"unknown\"}"));
        assertEquals(201, post("/tenants/contoso/users", "{\"principalName\":\"ada@contoso.example\"}"));
        assertEquals(0, muster("authority", "preflight", "contoso", "--to", "intune"), complained);
        assertTrue(said.startsWith("unknown -> intune"), said);
        assertTrue(said.contains("!        1  of them served with a plan now"), said);
        assertTrue(said.contains("--acknowledge usersWithoutPlan"), said);
        assertEquals(0, muster("authority", "preflight", "contoso", "--to", "intune", "--json"), complained);
        assertTrue(said.contains("\"usersLosingPlan\""), said);

        assertEquals(1, muster("authority", "set", "contoso", "intune"));
        assertTrue(complained.contains("open findings: usersWithoutPlan (R11)"), complained);
        assertEquals(0, muster("authority", "set", "contoso", "intune", "--from", "unknown", "--acknowledge",
                "usersWithoutPlan,settingsLost"), complained);
        assertEquals(0, muster("authority", "show", "contoso"), complained);
        assertTrue(said.contains("\"authority\" : \"intune\""), said);
        assertEquals(1, muster("authority", "preflight", "contoso", "--to", "office365"));
        assertTrue(complained.contains("Basic Mobility and Security is set up first"), complained);
        assertEquals(2, muster("authority", "preflight", "contoso", "--to", "in tune"));
    }

    @Test
    void explainsListsAndMovesDevices_R8() throws IOException, InterruptedException {
        assertEquals(201, post("/tenants", "{\"id\":\"contoso\"}"));
        assertEquals(1, muster("devices", "explain", "contoso", "6f1c0b3e-0000-4000-8000-000000000000"));
        assertTrue(complained.contains("does not exist"), complained);
        assertEquals(0, muster("devices", "list", "contoso", "--is", "stranded"), complained);
        assertEquals("", said);
        assertEquals(1, muster("devices", "list", "contoso", "--is", "lost"));
        assertEquals(0, muster("devices", "place", "contoso", "--to", "intune", "--dry-run"), complained);
        assertEquals("0 would move", said.strip());
        assertEquals(1, muster("devices", "place", "contoso", "--to", "office365"));
        assertEquals(2, muster("devices", "explain", "contoso", "../x"));
    }

    @Test
    void marksWhatIsOpenAndCutsLongListsOfNames() throws IOException {
        String names = "[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\"]";
        List<String> lines = PreflightTable.of(new ObjectMapper().readTree("""
                {"from":"office365","to":"coexistence","open":["settingsLost","actionsCancelled"],"report":{"devices":9,
                "lost":[{"setting":"Camera","authority":"office365","devices":{"count":6,"first":%s}}],
                "push":[{"authority":"intune","reason":"missing","devices":2}],
                "actions":{"restart":{"waiting":1,"sent":0,"needsChoice":false},
                "wipe":{"waiting":2,"sent":1,"needsChoice":true}},"notices":["n"]}}""".formatted(names)));
        String table = String.join("\n", lines);
        assertTrue(table.contains("!        6  lose \"Camera\" of office365"), table);
        assertTrue(table.contains("a b c d e ..."), table);
        assertTrue(table.contains("         2  push certificate of intune missing (R13)"), table);
        assertTrue(table.contains("!        1  restart waiting, cancelled"), table);
        assertTrue(table.contains("         2  wipe waiting: choose --actions keep or cancel"), table);
        assertTrue(table.endsWith("Open; settle it, or --acknowledge settingsLost,actionsCancelled"), table);
    }
}
