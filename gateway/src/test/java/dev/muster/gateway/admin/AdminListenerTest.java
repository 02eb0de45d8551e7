package dev.muster.gateway.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AdminListenerTest {
    private final ApiHarness api;

    AdminListenerTest(@TempDir Path directory) {
        this.api = new ApiHarness(directory);
    }

    @AfterEach
    void close() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource({"GET,/tenants/contoso", "POST,/tenants", "GET,/metrics", "GET,/nowhere", "DELETE,/tenants"})
    void nothingIsToldWithoutTheToken(String method, String path) {
        for (String authorization : new String[] {"", "Bearer", "Bearer wrong", "Basic " + api.token, api.token}) {
            ApiHarness.Reply refused = api.send(method, path, Optional.empty(), authorization);
            assertEquals(401, refused.status(), authorization.isEmpty() ? "no header" : "a wrong header");
            assertEquals("no_token", refused.at("/error/code"));
            assertEquals("Bearer realm=\"muster\"", refused.header("WWW-Authenticate"));
        }
    }

    @Test
    void slowsWrongTokensDownButNeverARightOne() {
        for (int i = 0; i < BearerGate.BURST; i++) {
            assertEquals(401, api.send("GET", "/tenants/a", Optional.empty(), "Bearer wrong").status());
        }
        ApiHarness.Reply slowed = api.send("GET", "/tenants/a", Optional.empty(), "Bearer wrong");
        assertEquals(429, slowed.status());
        assertEquals("too_many_wrong_tokens", slowed.at("/error/code"));
        assertEquals(404, api.get("/tenants/a").status());
        api.clock.advance(BearerGate.REFILL);
        assertEquals(401, api.send("GET", "/tenants/a", Optional.empty(), "Bearer wrong").status());
        assertEquals(429, api.send("GET", "/tenants/a", Optional.empty(), "Bearer wrong").status());
    }

    @Test
    void saysWithoutATokenWhetherItLivesAndWhetherItIsReady() {
        assertEquals(200, api.send("GET", "/livez", Optional.empty(), "").status());
        assertEquals(200, api.send("GET", "/readyz", Optional.empty(), "").status());
        api.ready.set(false);
        assertEquals(503, api.send("GET", "/readyz", Optional.empty(), "").status());
        assertEquals(200, api.send("GET", "/livez", Optional.empty(), "").status());
    }

    @Test
    void showsTheMetricsToTheAdministrator() {
        assertEquals("muster_test 1.0", api.get("/metrics").text().strip());
    }

    @Test
    void tellsAnUnknownAddressFromAWrongMethod() {
        assertEquals("not_found", api.get("/muster/v1/nothing").at("/error/code"));
        assertEquals("not_found", api.get("/").at("/error/code"));
        ApiHarness.Reply method = api.delete("/tenants");
        assertEquals(405, method.status());
        assertEquals("wrong_method", method.at("/error/code"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "\"a\"", "{", "{\"id\":\"a\"}{}", "{id:1}"})
    void saysThatABodyIsNotTheObjectItExpects(String body) {
        ApiHarness.Reply reply = api.post("/tenants", body);
        assertEquals(400, reply.status(), reply.text());
        assertEquals("bad_body", reply.at("/error/code"), reply.text());
    }

    @Test
    void refusesJsonThatIsNestedTooDeep() {
        String deep = "{\"values\":" + "{\"a\":".repeat(40) + "1" + "}".repeat(41);
        api.post("/tenants", "{\"id\":\"contoso\"}");
        assertEquals(400, api.put("/tenants/contoso/settings/intune/a", deep).status());
    }

    @Test
    void refusesABodyOfMoreThanOneMegabyteDeclaredOrNot() {
        byte[] large = new byte[OperationHandler.MAX_BODY + 1];
        for (HttpRequest.BodyPublisher body : new HttpRequest.BodyPublisher[] {
                HttpRequest.BodyPublishers.ofByteArray(large),
                HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))}) {
            ApiHarness.Reply reply = api.send("POST", "/tenants", body, "Bearer " + api.token);
            assertEquals(413, reply.status(), reply.text());
            assertEquals("too_large", reply.at("/error/code"));
        }
        assertEquals(404, api.get("/tenants/a").status(), "the next request is served");
    }

    @Test
    void answersWhatIsNotHttpInTheSameFormAndServesTheNext() throws IOException {
        URI url = URI.create(api.url);
        try (Socket socket = new Socket(InetAddress.getByName(url.getHost()), url.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("NONSENSE\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 400") && answer.contains("\"bad_body\""), answer);
        }
        assertEquals(404, api.get("/tenants/a").status());
    }

    @Test
    void saysThatTheStoreDoesNotAnswer() {
        api.store.close();
        ApiHarness.Reply reply = api.get("/tenants/contoso");
        assertEquals(503, reply.status(), reply.text());
        assertEquals("store_unavailable", reply.at("/error/code"));
    }

    @Test
    void keepsOnlyTheHashOfTheToken() {
        String kept = api.store.meta().get("administrator.token.sha256").orElseThrow();
        assertTrue(kept.matches("[0-9a-f]{64}") && !kept.contains(api.token));
    }
}
