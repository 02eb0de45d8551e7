package dev.muster.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import dev.muster.gateway.config.Limits;
import dev.muster.gateway.model.Refusal;
import dev.muster.gateway.model.Reply;

/** HTTP/2 by ALPN, with the platform's client: the same questions get the same answers as over HTTP/1.1. */
@Timeout(60)
class Http2Test {
    private static final int LARGEST = 128 << 10;
    private static final String APPLE = "application/x-apple-aspen-mdm";
    private static final String DM = "application/vnd.syncml.dm+xml";

    private Harness harness;
    private Identities.Identity device;
    private HttpClient client;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        harness = new Harness(directory,
                Limits.DEFAULTS.with(Limits.DEFAULTS.requests().withBodies(LARGEST, 4L * LARGEST)));
        device = harness.identities.device();
        client = client(HttpClient.Version.HTTP_2);
    }

    @AfterEach
    void close() {
        client.close();
        harness.close();
    }

    private HttpClient client(HttpClient.Version version) {
        return HttpClient.newBuilder().version(version).sslContext(harness.client(device).tls())
                .connectTimeout(Duration.ofSeconds(10)).build();
    }

    /** A request, as it is compared between the two kinds of HTTP. */
    record Asked(String method, String path, String type, String body) {
        @Override
        public String toString() {
            return method + " " + path + " " + type + " " + body.length();
        }
    }

    private HttpRequest request(Asked asked) {
        HttpRequest.Builder builder = HttpRequest
                .newBuilder(URI.create("https://localhost:" + harness.listeners.checkInAddress().getPort()
                        + asked.path()))
                .timeout(Duration.ofSeconds(20))
                .method(asked.method(), HttpRequest.BodyPublishers.ofString(asked.body()));
        if (!asked.type().isEmpty()) {
            builder.header("Content-Type", asked.type());
        }
        return builder.build();
    }

    private HttpResponse<String> ask(Asked asked) throws Exception {
        HttpResponse<String> answer;
        try {
            answer = client.send(request(asked), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new IOException("told: " + harness.events, failed);
        }
        assertEquals(HttpClient.Version.HTTP_2, answer.version());
        return answer;
    }

    private static Asked idle() {
        return new Asked("PUT", "/mdm/apple", APPLE, Requests.idleBody());
    }

    @Test
    void answersAppleAndOmaDm() throws Exception {
        HttpResponse<String> apple = ask(idle());
        assertEquals(200, apple.statusCode());
        assertEquals(Harness.COMMAND, apple.body());
        assertEquals("application/xml; charset=UTF-8", apple.headers().firstValue("content-type").orElse(""));
        assertEquals(String.valueOf(Harness.COMMAND.length()),
                apple.headers().firstValue("content-length").orElse(""));
        assertTrue(apple.headers().firstValue("date").isPresent());

        HttpResponse<String> dm = ask(new Asked("POST", "/omadm?mode=Maintenance", DM,
                Requests.syncMlBody(Requests.alert("1201"))));
        assertEquals(200, dm.statusCode());
        assertEquals(DM, dm.headers().firstValue("content-type").orElse(""));
        assertEquals(2, harness.handled.size());
        assertEquals("acme", harness.handled.getFirst().caller().tenant().value());
    }

    @Test
    void settlesTheIdentityOnceForAllStreamsOfAConnection() throws Exception {
        ask(idle());
        List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            asked.add(client.sendAsync(request(idle()), HttpResponse.BodyHandlers.ofString()));
        }
        for (CompletableFuture<HttpResponse<String>> answer : asked) {
            assertEquals(200, answer.get(20, TimeUnit.SECONDS).statusCode());
        }
        assertEquals(1, harness.events.count("admitted"));
        assertEquals(1, harness.listeners.connections());
        assertEquals(13, harness.handled.size());
    }

    static List<Asked> asked() {
        String valid = Requests.idleBody();
        return List.of(idle(), new Asked("GET", "/mdm/apple", "", ""), new Asked("HEAD", "/mdm/apple", "", ""),
                new Asked("POST", "/nowhere", "", "hello"), new Asked("POST", "/mdm/%61pple", APPLE, valid),
                new Asked("POST", "/enroll/certificate?token=x", "", valid),
                new Asked("POST", "/omadm", "text/html", "<html/>"), new Asked("PUT", "/mdm/apple", APPLE, "garbage"),
                new Asked("PUT", "/mdm/apple", APPLE, ""), new Asked("POST", "/omadm", DM, "<SyncML>"),
                new Asked("PUT", "/mdm/apple", APPLE, Requests.plist("<key>MessageType</key><string>New</string>")),
                new Asked("PUT", "/mdm/apple", APPLE, "x".repeat(LARGEST + 1)),
                new Asked("PUT", "/mdm/apple", APPLE, "<!-- " + "x".repeat(100 << 10) + " -->"),
                new Asked("POST", "/nowhere", APPLE, "x".repeat(2 * LARGEST)));
    }

    @ParameterizedTest
    @MethodSource("asked")
    void bothKindsOfHttpGiveTheSameAnswer(Asked asked) throws Exception {
        HttpResponse<String> second = ask(asked);
        try (HttpClient first = client(HttpClient.Version.HTTP_1_1)) {
            HttpResponse<String> answer = first.send(request(asked), HttpResponse.BodyHandlers.ofString());

            assertEquals(HttpClient.Version.HTTP_1_1, answer.version());
            assertEquals(answer.statusCode(), second.statusCode());
            assertEquals(answer.body(), second.body());
            assertEquals(comparable(answer), comparable(second));
        }
        assertEquals(200, ask(idle()).statusCode(), "and the client is served afterwards");
    }

    private static Map<String, List<String>> comparable(HttpResponse<String> answer) {
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.keySet().removeAll(List.of("date", "connection", ":status"));
        headers.computeIfPresent("retry-after", (name, value) -> List.of("some"));
        return headers;
    }

    @ParameterizedTest
    @EnumSource(Refusal.Category.class)
    void everyRefusalOfTheEngineIsTheSameInBothKinds(Refusal.Category category) throws Exception {
        harness.engine = checkIn -> new Reply.Refused(new Refusal(category, "test"));
        HttpResponse<String> second = ask(idle());
        try (HttpClient first = client(HttpClient.Version.HTTP_1_1)) {
            HttpResponse<String> answer = first.send(request(idle()), HttpResponse.BodyHandlers.ofString());

            assertEquals(answer.statusCode(), second.statusCode());
            assertEquals(comparable(answer), comparable(second));
            assertEquals("", second.body());
        }
    }

    @Test
    void takesALargeBodyAndGivesALargeAnswer() throws Exception {
        byte[] large = "x".repeat(3 << 20).getBytes(StandardCharsets.US_ASCII);
        harness.engine = checkIn -> new Reply.Answer(large);
        String body = Requests.PLIST_HEAD + "<!--" + "y".repeat(100 << 10) + "-->"
                + Requests.idleBody().substring(Requests.PLIST_HEAD.length());

        HttpResponse<String> answer = ask(new Asked("PUT", "/mdm/apple", APPLE, body));

        assertEquals(200, answer.statusCode());
        assertEquals(large.length, answer.body().length());
    }

    @Test
    void invitesABodyThatWaitsForIt() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(request(idle()), (name, value) -> true).expectContinue(true)
                .build();

        assertEquals(200, client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
    }

    @Test
    void aCertificateRevokedLaterGets403AndTheConnectionEnds() throws Exception {
        assertEquals(200, ask(idle()).statusCode());
        harness.revoke(device);

        HttpResponse<String> answer = ask(idle());

        assertEquals(403, answer.statusCode());
        assertEquals("", answer.body());
        for (int i = 0; i < 500 && harness.listeners.connections() > 0; i++) {
            Thread.sleep(10);
        }
        assertEquals(0, harness.listeners.connections());
        assertEquals(1, harness.handled.size());
    }

    @Test
    void anExceptionOfTheEngineIsATemporaryRefusalWithoutDetails() throws Exception {
        harness.engine = checkIn -> {
            throw new IllegalStateException("secret");
        };
        assertEquals(503, ask(idle()).statusCode());
        harness.engine = checkIn -> Reply.NOTHING;
        assertEquals(200, ask(idle()).statusCode());
    }

    @Test
    void theEnrolmentListenerSpeaksItToo() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                URI.create("https://localhost:" + harness.listeners.enrolAddress().getPort()
                        + "/enroll/certificate?token=" + "t".repeat(12 << 10)))
                .POST(HttpRequest.BodyPublishers.ofString("csr")).build();

        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());

        assertEquals(HttpClient.Version.HTTP_2, answer.version());
        assertEquals(200, answer.statusCode());
        assertEquals("P", answer.body());
    }

    @Test
    void aClientWithoutALikingIsServedInHttp11() throws IOException {
        assertEquals(200, harness.device().once(Requests.idle()).status());
    }

    @Test
    void strangersGetNoFrame() {
        List<Identities.Identity> strangers = List.of(harness.identities.foreign(), harness.identities.forged(),
                harness.identities.nobody(), harness.identities.expired());
        for (Identities.Identity stranger : strangers) {
            int before = harness.handled.size();
            try (FrameClient frames = harness.client(stranger).frames()) {
                frames.apple(1, Requests.idleBody()).flush();
                frames.read();
                throw new AssertionError("a frame went to a stranger");
            } catch (IOException cutOff) {
                assertEquals(before, harness.handled.size());
            }
        }
    }

    @Test
    void countsWhatIsUnderWay() throws Exception {
        harness.engine = checkIn -> {
            assertEquals(1, harness.listeners.requests());
            return Reply.NOTHING;
        };
        assertEquals(200, ask(idle()).statusCode());
        for (int i = 0; i < 500 && harness.listeners.requests() > 0; i++) {
            Thread.sleep(10);
        }
        assertEquals(0, harness.listeners.requests());
    }
}
