package dev.muster.gateway.admin;

import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;

import dev.muster.gateway.observe.GatewayEvents;

/**
 * Lets nobody in without the administrator's token. Wrong tokens are slowed down together, ten at once and then one every six
 * seconds; a right token is never slowed down, so that nobody can lock the administrator out. Thread-safe.
 */
final class BearerGate implements Gate {
    static final int BURST = 10;
    static final Duration REFILL = Duration.ofSeconds(6);
    private static final String SCHEME = "bearer ";
    private static final int LONGEST = 200;

    private final Predicate<String> token;
    private final Clock clock;
    private final GatewayEvents events;
    private double allowance = BURST;
    private long filledAt;

    /** @param token whether a text is the administrator's token */
    BearerGate(Predicate<String> token, Clock clock, GatewayEvents events) {
        this.token = token;
        this.clock = clock;
        this.events = events;
        this.filledAt = clock.millis();
    }

    @Override
    public Map<String, String> admit(ServerRequest request) {
        admit(request.headers().first(HeaderNames.AUTHORIZATION));
        return Map.of();
    }

    /** Returns if the header holds the token, else throws the problem to answer with. */
    void admit(Optional<String> authorization) {
        if (authorization.filter(this::isRight).isPresent()) {
            return;
        }
        if (!mayFail()) {
            events.boundPassed("admin-wrong-tokens");
            throw ApiProblem.tooManyWrongTokens();
        }
        throw ApiProblem.noToken();
    }

    private boolean isRight(String header) {
        return header.length() <= LONGEST && header.toLowerCase(Locale.ROOT).startsWith(SCHEME)
                && token.test(header.substring(SCHEME.length()).strip());
    }

    private synchronized boolean mayFail() {
        long now = clock.millis();
        double refilled = Math.max(0, now - filledAt) / (double) REFILL.toMillis();
        allowance = Math.min(BURST, allowance + refilled);
        filledAt = now;
        if (allowance < 1) {
            return false;
        }
        allowance -= 1;
        return true;
    }
}
