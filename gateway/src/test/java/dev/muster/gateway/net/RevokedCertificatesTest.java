package dev.muster.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.certs.identity.Fingerprint;
import dev.muster.gateway.store.StoreUnavailable;

/** The set of revocations the handshake asks (idea 11). */
@Timeout(30)
class RevokedCertificatesTest {
    private final RecordingEvents events = new RecordingEvents();
    private final MovedClock clock = new MovedClock();
    private final List<Instant> asked = new ArrayList<>();
    private List<Fingerprint> stored = List.of();
    private boolean down;
    private final RevokedCertificates revoked = new RevokedCertificates(this::read, 3, events, clock);

    @AfterEach
    void close() {
        revoked.close();
    }

    private List<Fingerprint> read(Instant since, Instant now) {
        assertEquals(clock.instant(), now);
        asked.add(since);
        if (down) {
            throw new StoreUnavailable("test", null);
        }
        return stored;
    }

    private static Fingerprint print(int number) {
        return Fingerprint.of(new byte[] {(byte) number});
    }

    @Test
    void readsEverythingAtFirstAndThenWhatIsNewWithAnOverlap() {
        stored = List.of(print(1));
        revoked.refresh();
        Instant first = clock.instant();
        clock.move(Duration.ofSeconds(5));
        stored = List.of(print(2));
        revoked.refresh();

        assertTrue(revoked.contains(print(1)));
        assertTrue(revoked.contains(print(2)));
        assertFalse(revoked.contains(print(3)));
        assertEquals(Instant.EPOCH, asked.get(0));
        assertEquals(first.minus(Duration.ofMinutes(2)), asked.get(1));
    }

    @Test
    void dropsExpiredCertificatesWhenItReadsEverythingAgain() {
        stored = List.of(print(1));
        revoked.refresh();
        clock.move(Duration.ofHours(1));
        stored = List.of(print(2));
        revoked.refresh();

        assertFalse(revoked.contains(print(1)));
        assertTrue(revoked.contains(print(2)));
        assertEquals(Instant.EPOCH, asked.get(1));
    }

    @Test
    void keepsTheLastSetWhileTheStoreDoesNotAnswerAndAsksForAllOfTheGapAfterwards() {
        stored = List.of(print(1));
        revoked.refresh();
        Instant first = clock.instant();
        down = true;
        clock.move(Duration.ofMinutes(10));
        revoked.refresh();
        assertTrue(revoked.contains(print(1)));

        down = false;
        stored = List.of(print(2));
        revoked.refresh();
        assertTrue(revoked.contains(print(2)));
        assertEquals(first.minus(Duration.ofMinutes(2)), asked.get(2));
    }

    @Test
    void keepsNoMoreThanItsBoundAndCountsIt() {
        stored = List.of(print(1), print(2), print(3));
        revoked.refresh();
        assertEquals(0, events.count("bound revocations"));
        clock.move(Duration.ofSeconds(5));
        stored = List.of(print(3), print(4));
        revoked.refresh();

        assertEquals(1, events.count("bound revocations"));
        assertTrue(revoked.contains(print(3)));
        assertFalse(revoked.contains(print(4)));
    }

    @Test
    void startsWithTheWholeSet() {
        stored = List.of(print(1));
        revoked.start();

        assertTrue(revoked.contains(print(1)));
    }

    private static final class MovedClock extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void move(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
