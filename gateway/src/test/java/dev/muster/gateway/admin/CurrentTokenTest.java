package dev.muster.gateway.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.gateway.store.MetaStore;
import dev.muster.gateway.store.StoreUnavailable;

@Timeout(20)
class CurrentTokenTest {
    private final Values meta = new Values();
    private final SettableClock clock = new SettableClock();
    private final Random random = new Random(1);
    private final AdministratorToken.Opened first = AdministratorToken.open(meta, random);
    private final CurrentToken token = new CurrentToken(meta, first.token(), clock);

    /** Values in memory; can be away, as a store can. */
    private static final class Values implements MetaStore {
        private final Map<String, String> values = new HashMap<>();
        private boolean away;
        private int asked;

        @Override
        public Optional<String> get(String key) {
            asked++;
            if (away) {
                throw new StoreUnavailable("away", null);
            }
            return Optional.ofNullable(values.get(key));
        }

        @Override
        public void put(String key, String value) {
            values.put(key, value);
        }

        @Override
        public String putIfAbsent(String key, String value) {
            values.putIfAbsent(key, value);
            return values.getOrDefault(key, value);
        }
    }

    @Test
    void takesARotatedTokenASecondLaterAndRefusesTheOneBefore() {
        String before = first.shownOnce().orElseThrow();
        String after = AdministratorToken.rotate(meta, random);
        clock.advance(CurrentToken.FRESH);
        assertTrue(token.matches(after));
        assertFalse(token.matches(before));
    }

    @Test
    void asksTheStoreOnceASecondHoweverManyRequestsCome() {
        for (int i = 0; i < 100; i++) {
            token.matches("guess");
        }
        clock.advance(CurrentToken.FRESH);
        for (int i = 0; i < 100; i++) {
            token.matches("guess");
        }
        assertEquals(1, meta.asked);
    }

    @Test
    void keepsTheLastTokenWhileTheStoreIsAway() {
        meta.away = true;
        clock.advance(CurrentToken.FRESH);
        assertTrue(token.matches(first.shownOnce().orElseThrow()));
        assertFalse(token.matches("guess"));
    }
}
