package dev.muster.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.certs.apns.PushCertificateForge;
import dev.muster.certs.x509.Pem;
import dev.muster.gateway.CannotStart;
import dev.muster.gateway.Gateway;
import dev.muster.gateway.config.GatewayConfig;

/** {@code muster apns} against a real gateway: from nothing to a push certificate in use. */
@Timeout(120)
class ApnsCommandTest {
    private static final String TOPIC = "com.apple.mgmt.External.a";
    private final Path directory;
    private final Gateway gateway;
    private final Path token;
    private String said = "";
    private String complained = "";

    ApnsCommandTest(@TempDir Path directory) throws CannotStart, IOException {
        this.directory = directory;
        Path config = directory.resolve("muster.yaml");
        Files.writeString(config, "data: " + directory.resolve("data") + "\nlisteners:\n  checkIn: {port: 0}\n"
                + "  enrol: {port: 0}\n  admin: {port: 0}\n");
        gateway = Gateway.start(GatewayConfig.read(config));
        token = Files.writeString(directory.resolve("token"), gateway.newAdministratorToken().orElseThrow());
    }

    @BeforeEach
    void givenATenant() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.adminUrl() + "/muster/v1/tenants"))
                .timeout(Duration.ofSeconds(20)).header("Authorization", "Bearer " + Files.readString(token))
                .POST(HttpRequest.BodyPublishers.ofString("{\"id\":\"contoso\"}")).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertEquals(201, client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
        }
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void leadsFromNothingToAPushCertificateInUse_R13_R21() throws IOException {
        PushCertificateForge apple = new PushCertificateForge(new SecureRandom(), Instant.now());
        Path csr = directory.resolve("request.csr");
        assertEquals(0, muster("csr", "contoso", "--out", csr.toString()), complained);
        assertTrue(said.contains("stays in the gateway"), said);
        Path returned = Files.writeString(directory.resolve("returned.pem"),
                Pem.of(List.of(apple.certify(Files.readString(csr), TOPIC, Duration.ofDays(365)))));
        assertEquals(1, muster("upload", "contoso", "--certificate", returned.toString()));
        assertTrue(complained.contains("nobody has agreed to that yet (R21)"), complained);
        assertEquals(0, muster("consent", "contoso", "--by", "Ada Lovelace, IT"), complained);
        assertTrue(said.startsWith("Ada Lovelace, IT agreed at "), said);
        assertEquals(0, muster("upload", "contoso", "--certificate", returned.toString()), complained);
        assertTrue(said.startsWith("topic " + TOPIC + ", valid until "), said);
        assertEquals(0, muster("list", "contoso"), complained);
        assertTrue(said.contains("\"daysLeft\" : 364"), said);
    }

    @Test
    void saysInOneLineWhatIsWrong() {
        assertEquals(1, muster("upload", "contoso", "--certificate", directory.resolve("none").toString()));
        assertEquals(1, complained.lines().count(), complained);
        assertEquals(1, muster("csr", "nobody"));
        assertTrue(complained.contains("tenant nobody does not exist"), complained);
        assertEquals(2, muster("csr", "no/body"));
        assertEquals(2, muster("upload", "contoso", "--force", "all"));
        assertFalse(complained.isBlank());
    }

    private int muster(String... arguments) {
        List<String> all = new ArrayList<>(List.of("apns"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--admin", gateway.adminUrl(), "--token-file", token.toString()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = MusterCommand.run(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
        said = out.toString();
        complained = err.toString();
        return exit;
    }
}
