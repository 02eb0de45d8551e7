package dev.muster.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.muster.certs.ca.ServerCertificate;
import dev.muster.certs.x509.Pem;
import dev.muster.gateway.config.Proxy;

/** A real nginx, with the configuration of docs/behind-a-proxy.md, ends mutual TLS in front of the door for trusted proxies. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NginxTest {
    @SuppressWarnings("NullAway.Init") // set before all tests
    private Harness harness;
    @SuppressWarnings("NullAway.Init") // set before all tests
    private Process nginx;
    private int port;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        harness = new Harness(directory, identities -> new DeviceListeners.ProxyDoor(new Proxy(true, "127.0.0.1", 0,
                "127.0.0.1", Proxy.CLIENT_CERT, Proxy.NONE, Optional.empty(), false), Optional.empty()));
        Path home = Files.createDirectories(directory.resolve("nginx"));
        ServerCertificate server = harness.identities.server();
        Files.writeString(home.resolve("server.pem"), Pem.of(server.chain()));
        Files.writeString(home.resolve("server.key"), Pem.of(server.key()));
        Files.writeString(home.resolve("devices.pem"), harness.identities.ca.rootPem());
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        Files.writeString(home.resolve("nginx.conf"), configuration(home));
        try {
            nginx = new ProcessBuilder("nginx", "-p", home.toString(), "-c", "nginx.conf", "-e", "stderr")
                    .redirectErrorStream(true).redirectOutput(home.resolve("nginx.log").toFile()).start();
        } catch (IOException missing) {
            Assumptions.abort("nginx is not installed: no independent proxy");
        }
        for (int i = 0; i < 500 && nginx.isAlive() && !listens(); i++) {
            Thread.sleep(10);
        }
        assertTrue(listens(), Files.readString(home.resolve("nginx.log")));
    }

    /** The part that administrators copy comes from the page they copy it from. */
    private String configuration(Path home) throws IOException {
        String page = Files.readString(Path.of(Objects.requireNonNull(System.getProperty("muster.root")), "docs",
                "behind-a-proxy.md"));
        String shown = page.substring(page.indexOf("```nginx\n") + 9);
        String copied = shown.substring(0, shown.indexOf("```"))
                .replace("listen 443 ", "listen 127.0.0.1:" + port + " ")
                .replace("127.0.0.1:8445", "127.0.0.1:" + harness.listeners.proxyAddress().orElseThrow().getPort())
                .replace("/etc/nginx/", home + "/");
        StringBuilder temporary = new StringBuilder();
        for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            temporary.append("  ").append(kind).append("_temp_path ").append(home).append("/tmp-").append(kind)
                    .append(";\n");
        }
        String user = "root".equals(System.getProperty("user.name")) ? "user root;\n" : "";
        return "daemon off;\nworker_processes 1;\npid " + home + "/nginx.pid;\n" + user + "events {}\nhttp {\n"
                + "  access_log off;\n" + temporary + copied + "}\n";
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    @AfterAll
    void stop() throws InterruptedException {
        if (nginx != null) {
            nginx.destroy();
            assertTrue(nginx.waitFor(20, TimeUnit.SECONDS));
        }
        harness.close();
    }

    private HttpResponse<String> ask(Identities.Identity device, HttpClient.Version version, String... headers)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder().version(version).sslContext(harness.client(device).tls())
                .build()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/mdm/apple"))
                    .header("Content-Type", "application/x-apple-aspen-mdm")
                    .PUT(HttpRequest.BodyPublishers.ofString(Requests.idleBody(), StandardCharsets.US_ASCII));
            for (int i = 0; i < headers.length; i += 2) {
                request.header(headers[i], headers[i + 1]);
            }
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void aDeviceChecksInThroughNginx(HttpClient.Version version) throws Exception {
        Identities.Identity device = harness.identities.device();
        HttpResponse<String> answer = ask(device, version);

        assertEquals(200, answer.statusCode());
        assertEquals(version, answer.version());
        assertEquals(Harness.COMMAND, answer.body());
        assertEquals(device.device(), harness.handled.getLast().caller().device().value());
    }

    @Test
    void aDeviceCannotPretendToBeAnother() throws Exception {
        Identities.Identity device = harness.identities.device();
        Identities.Identity other = harness.identities.device();
        String forged = ":" + Base64.getEncoder().encodeToString(Pem.encoded(other.chain().getFirst())) + ":";

        assertEquals(200, ask(device, HttpClient.Version.HTTP_1_1, "Client-Cert", forged).statusCode());
        assertEquals(device.device(), harness.handled.getLast().caller().device().value());
    }

    @Test
    void aStrangerIsNotHandedOn() throws Exception {
        int before = harness.handled.size();

        assertEquals(400, ask(harness.identities.foreign(), HttpClient.Version.HTTP_1_1).statusCode());
        assertEquals(400, ask(harness.identities.nobody(), HttpClient.Version.HTTP_1_1).statusCode());
        assertEquals(before, harness.handled.size());
    }

    @Test
    void aRevokedDeviceGets403WithoutABodyThroughNginxToo() throws Exception {
        Identities.Identity device = harness.identities.device();
        harness.revoke(device);
        HttpResponse<String> answer = ask(device, HttpClient.Version.HTTP_1_1);

        assertEquals(403, answer.statusCode());
        assertEquals("", answer.body());
    }
}
