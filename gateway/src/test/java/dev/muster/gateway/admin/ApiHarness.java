package dev.muster.gateway.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.slf4j.bridge.SLF4JBridgeHandler;

import dev.muster.certs.ca.CsrOutcome;
import dev.muster.certs.secret.KeyFileVault;
import dev.muster.gateway.config.Listener;
import dev.muster.gateway.enrollment.EnrolmentTokens;
import dev.muster.gateway.handler.configmgr.ConfigurationManagerHandler;
import dev.muster.gateway.handler.intune.IntuneHandler;
import dev.muster.gateway.handler.office365.Office365Handler;
import dev.muster.gateway.licensing.GroupDerivation;
import dev.muster.gateway.licensing.LicenceCatalogue;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.routing.AuthorityRouter;
import dev.muster.gateway.store.Store;
import dev.muster.gateway.store.sql.SqlStore;
import dev.muster.gateway.store.sql.StoreConfig;

/** The API on a real port over a real SQLite store, and a client that speaks JSON to it. */
final class ApiHarness implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    final Store store;
    final RecordingWakes wakes = new RecordingWakes();
    final SettableClock clock = new SettableClock();
    final AtomicBoolean ready = new AtomicBoolean(true);
    final AtomicInteger revocations = new AtomicInteger();
    final String token;
    final String url;
    private final AdminListener listener;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10)).build();

    ApiHarness(Path directory) {
        this(directory, opened -> opened);
    }

    /** @param seen what operations see in place of the store, for example one that fails */
    ApiHarness(Path directory, UnaryOperator<Store> seen) {
        SecureRandom random = new SecureRandom();
        store = SqlStore.open(new StoreConfig.Sqlite(directory.resolve("muster.db")),
                KeyFileVault.open(directory.resolve("muster.key"), random), clock, GatewayEvents.NONE);
        Store given = seen.apply(store);
        AdministratorToken.Opened administrator = AdministratorToken.open(store.meta(), random);
        token = administrator.shownOnce().orElseThrow();
        AuthorityRouter router = new AuthorityRouter(Map.of(ManagementAuthority.INTUNE, new IntuneHandler(),
                ManagementAuthority.OFFICE365, new Office365Handler(), ManagementAuthority.CONFIGURATION_MANAGER,
                new ConfigurationManagerHandler()), clock);
        LicenceCatalogue catalogue = LicenceCatalogue.load();
        AdminApi api = new AdminApi(new AdminApi.Parts(given, router, catalogue,
                new EnrolmentTokens(given, random, UUID::randomUUID, clock),
                new GroupDerivation(given.groups(), catalogue, tenant -> wakes.tenant(tenant, "groups"), clock,
                        GatewayEvents.NONE),
                wakes, revocations::incrementAndGet,
                (_, _, _) -> new CsrOutcome.Refused(CsrOutcome.Reason.UNREADABLE), GatewayEvents.NONE, clock,
                UUID::randomUUID));
        try {
            listener = AdminListener.start(new Listener("127.0.0.1", 0), api, new AdminListener.Needs(
                    administrator.token()::matches, ready::get, () -> "muster_test 1.0\n", clock, GatewayEvents.NONE));
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        url = listener.url();
    }

    /** An answer. */
    record Reply(int status, String text, HttpResponse<String> response) {
        /** A value by its JSON pointer, as text; {@code null} as the word. */
        String at(String pointer) {
            return json().at(pointer).asText();
        }

        JsonNode json() {
            try {
                return JSON.readTree(text);
            } catch (IOException noJson) {
                throw new UncheckedIOException(text, noJson);
            }
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    Reply get(String path) {
        return send("GET", path, Optional.empty(), "Bearer " + token);
    }

    Reply post(String path, String body) {
        return send("POST", path, Optional.of(body), "Bearer " + token);
    }

    Reply put(String path, String body) {
        return send("PUT", path, Optional.of(body), "Bearer " + token);
    }

    Reply delete(String path) {
        return send("DELETE", path, Optional.empty(), "Bearer " + token);
    }

    /** @param authorization header to send; empty for none */
    Reply send(String method, String path, Optional<String> body, String authorization) {
        return send(method, path, body.map(HttpRequest.BodyPublishers::ofString)
                .orElseGet(HttpRequest.BodyPublishers::noBody), authorization);
    }

    Reply send(String method, String path, HttpRequest.BodyPublisher body, String authorization) {
        String below = path.startsWith("/tenants") ? "/muster/v1" + path : path;
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + below)).timeout(Duration.ofSeconds(20))
                .method(method, body);
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Reply(response.statusCode(), response.body(), response);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException("the test was stopped", stopped);
        }
    }

    @Override
    public void close() {
        client.close();
        listener.close();
        store.close();
    }
}
