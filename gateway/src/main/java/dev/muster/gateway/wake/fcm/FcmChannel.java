package dev.muster.gateway.wake.fcm;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.wake.BearerHttp;
import dev.muster.gateway.wake.PushHttp;
import dev.muster.gateway.wake.RetryAfter;
import dev.muster.gateway.wake.WakeChannel;
import dev.muster.gateway.wake.WakeOutcome;

/**
 * Wakes Android agents through FCM's HTTP v1 interface: a data message of high priority, of which FCM keeps one per device for
 * seven days. UNREGISTERED is the only answer that buries a registration.
 */
public final class FcmChannel implements WakeChannel {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration WHEN_BUSY = Duration.ofSeconds(60);
    private static final Duration WHEN_BROKEN = Duration.ofSeconds(10);
    private static final int LONGEST_TOKEN = 4_096;
    private static final Pattern SAFE = Pattern.compile("[A-Z_]{1,40}");

    private final FcmEndpoint endpoint;
    private final BearerHttp http;
    private final Clock clock;
    private final GatewayEvents events;

    /** @throws IOException if the trust file cannot be used */
    public FcmChannel(FcmEndpoint endpoint, int inFlight, Duration answerWithin, Clock clock, GatewayEvents events)
            throws IOException {
        this.endpoint = endpoint;
        this.http = new BearerHttp(new PushHttp(endpoint.places(), endpoint.trustFile(), inFlight, answerWithin),
                endpoint.tokens(),
                () -> Map.of("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion",
                        endpoint.account().assertion(endpoint.tokens().toString(), clock.instant())),
                clock);
        this.clock = clock;
        this.events = events;
    }

    @Override
    public CompletableFuture<WakeOutcome> wake(TenantId tenant, DeviceId device, PushAddress address) {
        CompletableFuture<WakeOutcome> pushed = address.token().length == 0 || address.token().length > LONGEST_TOKEN
                ? CompletableFuture.completedFuture(new WakeOutcome.Refused("the registration has no possible length"))
                : push(message(address)).exceptionally(
                        broken -> new WakeOutcome.RetryLater(WHEN_BROKEN, "FCM cannot be reached"));
        return pushed.thenApply(outcome -> {
            events.wakeEnded("fcm", outcome.word());
            return outcome;
        });
    }

    private static byte[] message(PushAddress address) {
        try {
            return JSON.writeValueAsBytes(Map.of("message",
                    Map.of("token", new String(address.token(), StandardCharsets.UTF_8), "data",
                            Map.of("wake", "check-in"), "android",
                            Map.of("priority", "HIGH", "ttl", "604800s", "collapse_key", "check-in"))));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a map of texts is no JSON", impossible);
        }
    }

    private CompletableFuture<WakeOutcome> push(byte[] message) {
        return http
                .send(() -> HttpRequest.newBuilder(endpoint.send()).header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(message)))
                .thenApply(answered -> meaning(answered.response(), answered.sentAt()));
    }

    private WakeOutcome meaning(HttpResponse<byte[]> response, Instant sentAt) {
        int status = response.statusCode();
        if (status == 200) {
            return new WakeOutcome.Accepted();
        }
        String code = code(response.body());
        if (status == 404 && code.equals("UNREGISTERED")) {
            return new WakeOutcome.TokenGone(sentAt);
        }
        String reason = code.isEmpty() ? "status " + status : code;
        return status == 401 || status == 429 || status >= 500
                ? new WakeOutcome.RetryLater(RetryAfter.of(response, clock, WHEN_BUSY), reason)
                : new WakeOutcome.Refused(reason);
    }

    /** FCM's own code if there is one, else the general one; empty if the body holds neither, or no single word. */
    private static String code(byte[] body) {
        try {
            JsonNode error = JSON.readTree(body).path("error");
            String code = error.path("status").asText("");
            for (JsonNode detail : error.path("details")) {
                code = detail.path("errorCode").asText(code);
            }
            return SAFE.matcher(code).matches() ? code : "";
        } catch (IOException noJson) {
            return "";
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
