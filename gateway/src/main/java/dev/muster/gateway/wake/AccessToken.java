package dev.muster.gateway.wake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A push service's access token, asked for once and shared until shortly before it expires. However many pushes find it refused
 * at the same time, one new token is asked for. Thread-safe; no text form shows it.
 */
public final class AccessToken {
    private static final Duration EARLY = Duration.ofMinutes(2);

    private final Supplier<CompletableFuture<Grant>> source;
    private final Clock clock;
    private @Nullable CompletableFuture<Grant> current;
    private Instant until = Instant.MIN;

    /** A token and how long it lives. */
    public record Grant(String token, Duration lives) {
        @Override
        public String toString() {
            return "Grant[***]";
        }
    }

    /** @param source asks the service for a token; may fail */
    public AccessToken(Supplier<CompletableFuture<Grant>> source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    /** The token; fails if the service gives none. */
    public synchronized CompletableFuture<String> get() {
        CompletableFuture<Grant> known = current;
        if (known == null || known.isCompletedExceptionally()
                || (known.isDone() && !clock.instant().isBefore(until))) {
            known = source.get();
            current = known;
            until = Instant.MAX;
            CompletableFuture<?> _ = known.thenAccept(this::came);
        }
        return known.thenApply(Grant::token);
    }

    private synchronized void came(Grant grant) {
        until = clock.instant().plus(grant.lives()).minus(EARLY);
    }

    /** The service refused this token: the next call asks for another, unless somebody has done so already. */
    public synchronized void refused(String token) {
        CompletableFuture<Grant> known = current;
        if (known != null && known.isDone() && !known.isCompletedExceptionally()
                && known.join().token().equals(token)) {
            current = null;
        }
    }
}
