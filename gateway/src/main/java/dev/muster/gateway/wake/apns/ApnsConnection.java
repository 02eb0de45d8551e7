package dev.muster.gateway.wake.apns;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.ApnsPushNotification;
import com.eatthepath.pushy.apns.PushNotificationResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.gateway.wake.WakeOutcome;

/**
 * Serves the channel: the client of one push certificate, with a bound on what is under way. Replacing it is graceful: a
 * retired connection takes nothing more and closes when its last push is answered, or after a while.
 */
final class ApnsConnection {
    private static final Logger LOG = LoggerFactory.getLogger(ApnsConnection.class);
    private static final long COMPLAINS_EVERY = Duration.ofMinutes(1).toNanos();

    private final ApnsClient client;
    private final PushCertificateSource.Credential credential;
    private final Instant notAfter;
    private final int bound;
    private final String topic;
    private final AtomicLong complainedAt = new AtomicLong(System.nanoTime() - COMPLAINS_EVERY);
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<Void> idle = new CompletableFuture<>();
    private volatile boolean retired;
    private volatile long checkedAt = System.nanoTime();
    private volatile long usedAt = System.nanoTime();

    ApnsConnection(String topic, ApnsClient client, PushCertificateSource.Credential credential, Instant notAfter,
            int bound) {
        this.topic = topic;
        this.client = client;
        this.credential = credential;
        this.notAfter = notAfter;
        this.bound = bound;
    }

    /** What came of handing a push over. */
    enum Hand {
        TAKEN, FULL, RETIRED
    }

    /** Reserves a place for a push; one that is TAKEN must be followed by {@link #push}. */
    Hand reserve() {
        if (inFlight.incrementAndGet() > bound) {
            release();
            return Hand.FULL;
        }
        if (retired) {
            release();
            return Hand.RETIRED;
        }
        usedAt = System.nanoTime();
        return Hand.TAKEN;
    }

    CompletableFuture<WakeOutcome> push(ApnsPushNotification push) {
        CompletableFuture<? extends PushNotificationResponse<?>> sent = client.sendNotification(push);
        // Two stages: the place is given back when pushy is done with the push, even if the caller's patience, which ends
        // the other stage, was over before.
        CompletableFuture<?> _ = sent.whenComplete((response, failure) -> release());
        return sent.handle((response, failure) -> failure == null
                ? ApnsAnswers.meaning(response)
                : broken(failure));
    }

    private WakeOutcome broken(Throwable failure) {
        long now = System.nanoTime();
        long last = complainedAt.get();
        if (now - last >= COMPLAINS_EVERY && complainedAt.compareAndSet(last, now)) {
            Throwable cause = failure;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            LOG.warn("APNs cannot be reached for topic {}: {}; its pushes are tried again later", topic,
                    cause.getMessage());
        }
        return ApnsAnswers.broken(failure);
    }

    private void release() {
        if (inFlight.decrementAndGet() == 0 && retired) {
            idle.complete(null);
        }
    }

    /** Takes nothing more, and closes when the last push is answered, at the latest after this long. */
    CompletableFuture<Void> retire(Duration atMost) {
        retired = true;
        if (inFlight.get() == 0) {
            idle.complete(null);
        }
        return idle.copy().completeOnTimeout(null, atMost.toMillis(), TimeUnit.MILLISECONDS)
                .thenCompose(over -> closed.compareAndSet(false, true)
                        ? client.close()
                        : CompletableFuture.completedFuture(null));
    }

    boolean isExpired(Instant now) {
        return now.isAfter(notAfter);
    }

    boolean isOf(Optional<PushCertificateSource.Credential> other) {
        return other.isPresent() && other.get().equals(credential);
    }

    boolean isFresh(Duration recheckAfter) {
        return !retired && System.nanoTime() - checkedAt < recheckAfter.toNanos();
    }

    void checked() {
        checkedAt = System.nanoTime();
    }

    /** Makes the next push ask the source again. */
    void stale() {
        checkedAt = System.nanoTime() - Duration.ofDays(365).toNanos();
    }

    long usedAt() {
        return usedAt;
    }
}
