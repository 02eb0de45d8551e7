package dev.muster.gateway.wake.wns;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

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
 * Wakes Windows devices through WNS (PROTOCOLS.md, Windows, Wake-up): a raw notification to the ChannelURI the device reported.
 * That address comes from outside, so it is checked before each send; what lies outside the configured host is never contacted.
 */
public final class WnsChannel implements WakeChannel {
    private static final Duration WHEN_BUSY = Duration.ofSeconds(60);
    private static final Duration WHEN_BROKEN = Duration.ofSeconds(10);
    private static final String SECONDS_STORED = "604800";
    private static final byte[] CONTENT = "wake".getBytes(StandardCharsets.US_ASCII);

    private final WnsEndpoint endpoint;
    private final BearerHttp http;
    private final Clock clock;
    private final GatewayEvents events;

    /** @throws IOException if the trust file cannot be used */
    public WnsChannel(WnsEndpoint endpoint, int inFlight, Duration answerWithin, Clock clock, GatewayEvents events)
            throws IOException {
        this.endpoint = endpoint;
        this.http = new BearerHttp(new PushHttp(endpoint.places(), endpoint.trustFile(), inFlight, answerWithin),
                endpoint.login(),
                () -> Map.of("grant_type", "client_credentials", "client_id", endpoint.clientId(), "client_secret",
                        endpoint.clientSecret(), "scope", "notify.windows.com"),
                clock);
        this.clock = clock;
        this.events = events;
    }

    @Override
    public CompletableFuture<WakeOutcome> wake(TenantId tenant, DeviceId device, PushAddress address) {
        return push(address).thenApply(outcome -> {
            events.wakeEnded("wns", outcome.word());
            return outcome;
        });
    }

    private CompletableFuture<WakeOutcome> push(PushAddress address) {
        Optional<URI> channel = endpoint.channels()
                .read(new String(address.token(), StandardCharsets.UTF_8));
        if (channel.isEmpty()) {
            return CompletableFuture.completedFuture(new WakeOutcome.Refused("the ChannelURI is not on a WNS host"));
        }
        return push(channel.get()).exceptionally(
                broken -> new WakeOutcome.RetryLater(WHEN_BROKEN, "WNS cannot be reached"));
    }

    private CompletableFuture<WakeOutcome> push(URI channel) {
        return http
                .send(() -> HttpRequest.newBuilder(channel).header("Content-Type", "application/octet-stream")
                        .header("X-WNS-Type", "wns/raw").header("X-WNS-Cache-Policy", "cache")
                        .header("X-WNS-TTL", SECONDS_STORED).POST(HttpRequest.BodyPublishers.ofByteArray(CONTENT)))
                .thenApply(answered -> meaning(answered.response(), answered.sentAt()));
    }

    private WakeOutcome meaning(HttpResponse<byte[]> response, Instant sentAt) {
        int status = response.statusCode();
        return switch (status) {
            case 200 -> "received".equalsIgnoreCase(status(response)) ? new WakeOutcome.Accepted()
                    : later(response, status(response));
            case 401 -> new WakeOutcome.RetryLater(WHEN_BUSY, "status 401");
            // What the device reported after this push was sent is another channel.
            case 404, 410 -> new WakeOutcome.TokenGone(sentAt);
            case 406, 429 -> later(response, "status " + status);
            default -> status >= 500 ? later(response, "status " + status)
                    : new WakeOutcome.Refused("status " + status);
        };
    }

    private WakeOutcome later(HttpResponse<byte[]> response, String reason) {
        return new WakeOutcome.RetryLater(RetryAfter.of(response, clock, WHEN_BUSY), reason);
    }

    /** One of the three words of WNS; anything else is not passed on, since it ends up in a log. */
    private static String status(HttpResponse<byte[]> response) {
        String said = response.headers().firstValue("X-WNS-Status")
                .or(() -> response.headers().firstValue("X-WNS-NotificationStatus")).orElse("none")
                .toLowerCase(Locale.ROOT);
        return switch (said) {
            case "received", "dropped", "channelthrottled", "none" -> said;
            default -> "other";
        };
    }

    @Override
    public void close() {
        http.close();
    }
}
