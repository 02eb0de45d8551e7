package dev.muster.gateway.wake;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What WNS and FCM have in common above {@link PushHttp}: each request carries an access token that is asked for by a form of
 * OAuth 2 (RFC 6749, 4), and a token that is refused with 401 is replaced once.
 */
public final class BearerHttp implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration USUAL_LIFE = Duration.ofHours(1);

    private final PushHttp http;
    private final AccessToken token;
    private final Clock clock;

    /** An answer, and when its request left. */
    public record Answered(HttpResponse<byte[]> response, Instant sentAt) {}

    /**
     * @param login where tokens come from
     * @param form the fields that ask for one, made for each request; they are secret
     */
    public BearerHttp(PushHttp http, URI login, Supplier<Map<String, String>> form, Clock clock) {
        this.http = http;
        this.token = new AccessToken(() -> login(login, form.get()), clock);
        this.clock = clock;
    }

    /**
     * Sends a request with a token; fails if there is no token or no answer.
     *
     * @param request makes the request, once for each time that it is sent
     */
    public CompletableFuture<Answered> send(Supplier<HttpRequest.Builder> request) {
        return send(request, true);
    }

    private CompletableFuture<Answered> send(Supplier<HttpRequest.Builder> request, boolean refresh) {
        return token.get().thenCompose(bearer -> {
            Instant sentAt = clock.instant();
            return http.send(request.get().header("Authorization", "Bearer " + bearer)).thenCompose(response -> {
                if (response.statusCode() == 401) {
                    token.refused(bearer);
                    if (refresh) {
                        return send(request, false);
                    }
                }
                return CompletableFuture.completedFuture(new Answered(response, sentAt));
            });
        });
    }

    private CompletableFuture<AccessToken.Grant> login(URI login, Map<String, String> form) {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return http.send(HttpRequest.newBuilder(login).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))).thenApply(BearerHttp::grant);
    }

    private static AccessToken.Grant grant(HttpResponse<byte[]> response) {
        try {
            JsonNode json = JSON.readTree(response.body());
            String granted = json.path("access_token").asText("");
            if (response.statusCode() != 200 || granted.isEmpty()) {
                throw new IllegalStateException("no token: status " + response.statusCode());
            }
            return new AccessToken.Grant(granted,
                    Duration.ofSeconds(json.path("expires_in").asLong(USUAL_LIFE.toSeconds())));
        } catch (IOException noJson) {
            throw new IllegalStateException("no token: status " + response.statusCode(), noJson);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
