package dev.muster.gateway.net;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.certs.identity.Fingerprint;
import dev.muster.gateway.observe.GatewayEvents;

/**
 * Certificates known to be revoked, at most five seconds old, so that the handshake need not ask the store (idea 11). It may
 * miss one: the one read of each check-in decides for good. Bounded; what does not fit is counted and left to that read. Every
 * hour the whole set is read anew, which drops expired certificates. While the store does not answer, the last set stays.
 */
public final class RevokedCertificates implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RevokedCertificates.class);
    /** How old the set may be. */
    static final Duration REFRESH = Duration.ofSeconds(5);
    /** Revocations of other nodes may become visible late, and their clocks differ. */
    private static final Duration OVERLAP = Duration.ofMinutes(2);
    private static final Duration WHOLE = Duration.ofHours(1);

    /** Where revocations come from; {@code EnrolmentStore} offers it. May block, and may throw when it does not answer. */
    @FunctionalInterface
    public interface Source {
        /** Fingerprints revoked at or after {@code since} whose certificate has not expired. */
        List<Fingerprint> revokedSince(Instant since, Instant now);
    }

    private final Source source;
    private final int most;
    private final GatewayEvents events;
    private final Clock clock;
    private final ScheduledExecutorService refresher;
    private volatile Set<Fingerprint> revoked = ConcurrentHashMap.newKeySet();
    private Instant lastRead = Instant.EPOCH;
    private Instant lastWhole = Instant.EPOCH;
    private boolean failing;
    private final AtomicLong changes = new AtomicLong();

    /** @param most certificates kept in memory, at least 1, about 250 bytes each */
    public RevokedCertificates(Source source, int most, GatewayEvents events, Clock clock) {
        this.source = source;
        this.most = most;
        this.events = events;
        this.clock = clock;
        this.refresher = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("revocations").factory());
    }

    /** Reads the whole set once, then every five seconds what is new. */
    public void start() {
        refresh();
        var _ = refresher.scheduleWithFixedDelay(this::refresh, REFRESH.toMillis(), REFRESH.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Whether this certificate is known to be revoked. */
    public boolean contains(Fingerprint fingerprint) {
        return revoked.contains(fingerprint);
    }

    /** Grows whenever revocations may have become known, and every hour. */
    public long changes() {
        return changes.get();
    }

    /** Reads what is new at once; for the administrator who has just revoked a certificate on this node. */
    public synchronized void refresh() {
        Instant now = clock.instant();
        boolean whole = !now.isBefore(lastWhole.plus(WHOLE));
        try {
            Instant since = whole ? Instant.EPOCH : lastRead.minus(OVERLAP);
            List<Fingerprint> fresh = source.revokedSince(since, now);
            Set<Fingerprint> target = whole ? ConcurrentHashMap.newKeySet() : revoked;
            int before = target.size();
            if (!fill(target, fresh)) {
                Bound.REVOCATIONS.passed(events);
            }
            if (whole || target.size() != before) {
                changes.incrementAndGet();
            }
            revoked = target;
            lastRead = now;
            lastWhole = whole ? now : lastWhole;
            failing = false;
        } catch (RuntimeException noAnswer) {
            if (!failing) {
                LOG.warn("revoked certificates cannot be read; the last known ones stay: {}",
                        noAnswer.getClass().getSimpleName());
            }
            failing = true;
        }
    }

    private boolean fill(Set<Fingerprint> target, List<Fingerprint> fresh) {
        int room = most - target.size();
        for (Fingerprint fingerprint : fresh) {
            if (!target.contains(fingerprint)) {
                if (room <= 0) {
                    return false;
                }
                target.add(fingerprint);
                room--;
            }
        }
        return true;
    }

    /** Stops reading. */
    @Override
    public void close() {
        refresher.shutdownNow();
    }
}
