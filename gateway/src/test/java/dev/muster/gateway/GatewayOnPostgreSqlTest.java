package dev.muster.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.gateway.config.GatewayConfig;

/** Two gateways on one real PostgreSQL, as docs/configuration.md says they are set up. */
@Timeout(180)
class GatewayOnPostgreSqlTest {
    private final Path directory;

    GatewayOnPostgreSqlTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void theSecondGatewayServesTheDevicesAndTheAdministratorOfTheFirst() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
                Gateway first = Gateway.start(config("one", postgres.getPort()))) {
            String token = first.newAdministratorToken().orElseThrow();
            Fleet throughFirst = new Fleet(first, token, directory.resolve("one"));
            throughFirst.administer(201, "POST", "/tenants", "{\"id\":\"contoso\"}");
            Fleet.Phone phone = throughFirst.enrol("contoso", "windows");
            copyKeys();
            try (Gateway second = Gateway.start(config("two", postgres.getPort()))) {
                assertEquals(Optional.empty(), second.newAdministratorToken());
                Fleet throughSecond = new Fleet(second, token, directory.resolve("two"));
                assertEquals(200, throughSecond.checkIn(phone, GatewayTest.packageOne("1")).statusCode());
                assertEquals("enrolled", throughFirst
                        .administer(200, "GET", "/tenants/contoso/devices/" + phone.id(), "").at("/state").asText());
            }
        }
    }

    @Test
    void isNotReadyWhileItsDatabaseIsGone() throws Exception {
        EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
        try (Gateway gateway = Gateway.start(config("one", postgres.getPort()))) {
            Fleet fleet = new Fleet(gateway, gateway.newAdministratorToken().orElseThrow(), directory.resolve("one"));
            assertEquals(200, readiness(gateway));
            fleet.administer(201, "POST", "/tenants", "{\"id\":\"contoso\"}");
            Fleet.Phone phone = fleet.enrol("contoso", "windows");
            postgres.close();
            HttpResponse<byte[]> later = fleet.checkIn(phone, GatewayTest.packageOne("1"));
            assertEquals(503, later.statusCode());
            assertTrue(later.headers().firstValueAsLong("Retry-After").orElse(0) > 0, "and when to come again");
            fleet.administer(503, "GET", "/tenants/contoso", "");
            assertEquals(503, readiness(gateway));
        } finally {
            postgres.close();
        }
    }

    private static int readiness(Gateway gateway) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(gateway.adminUrl() + "/readyz"))
                    .timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    @Test
    void aRotatedTokenCountsOnARunningGatewayAndTheOneBeforeIsRefused() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
                Gateway gateway = Gateway.start(config("one", postgres.getPort()))) {
            String before = gateway.newAdministratorToken().orElseThrow();
            Fleet old = new Fleet(gateway, before, directory.resolve("one"));
            old.administer(200, "GET", "/tenants", "");
            String after = TokenRotation.run(config("one", postgres.getPort()));
            Thread.sleep(1_100); // a gateway asks its store once a second
            new Fleet(gateway, after, directory.resolve("one")).administer(200, "GET", "/tenants", "");
            old.administer(401, "GET", "/tenants", "");
        }
    }

    private void copyKeys() throws IOException {
        Path two = directory.resolve("two");
        Files.createDirectories(two.resolve("ca"));
        Files.copy(directory.resolve("one/muster.key"), two.resolve("muster.key"),
                StandardCopyOption.COPY_ATTRIBUTES);
        try (Stream<Path> files = Files.list(directory.resolve("one/ca"))) {
            for (Path file : files.toList()) {
                Files.copy(file, two.resolve("ca").resolve(file.getFileName()),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private GatewayConfig config(String data, int port) throws IOException {
        return GatewayConfig.read(Files.writeString(directory.resolve(data + ".yaml"), """
                data: %s
                listeners:
                  checkIn: {address: 127.0.0.1, port: 0}
                  enrol: {address: 127.0.0.1, port: 0}
                  admin: {port: 0}
                store: {url: 'jdbc:postgresql://127.0.0.1:%d/postgres', user: postgres, password: unused}
                """.formatted(directory.resolve(data), port)));
    }
}
