package dev.muster.gateway.admin;

import java.time.Clock;
import java.time.Duration;

import dev.muster.gateway.store.MetaStore;
import dev.muster.gateway.store.StoreUnavailable;

/**
 * The administrator's token as the store has it: another one counts a second after {@code muster token rotate}, on every
 * gateway of the store. The store is asked once a second at most, however many requests come; while it does not answer, the
 * last token it had counts. Thread-safe.
 */
public final class CurrentToken {
    static final Duration FRESH = Duration.ofSeconds(1);

    private final MetaStore meta;
    private final Clock clock;
    private AdministratorToken token;
    private long askedAt;

    /** @param token as it was found a moment ago */
    public CurrentToken(MetaStore meta, AdministratorToken token, Clock clock) {
        this.meta = meta;
        this.token = token;
        this.clock = clock;
        this.askedAt = clock.millis();
    }

    /** Whether this is the token. */
    public boolean matches(String presented) {
        return current().matches(presented);
    }

    private synchronized AdministratorToken current() {
        long now = clock.millis();
        // A clock that was set back asks again, too.
        if (Math.abs(now - askedAt) >= FRESH.toMillis()) {
            askedAt = now;
            try {
                token = AdministratorToken.stored(meta).orElse(token);
            } catch (StoreUnavailable _) {
                // Who may administer is no less certain than before.
            }
        }
        return token;
    }
}
