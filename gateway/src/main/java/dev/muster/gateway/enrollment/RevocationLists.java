package dev.muster.gateway.enrollment;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

import dev.muster.certs.ca.DeviceCa;
import dev.muster.gateway.store.EnrolmentStore;
import dev.muster.gateway.store.StoreUnavailable;

/**
 * The list of revoked certificates as it is published: signed anew when a revocation became known, and once a day in any case.
 * For others than the gateway, which asks its store and needs no list. Thread-safe.
 */
public final class RevocationLists {
    private static final Duration DAY = Duration.ofDays(1);

    private final EnrolmentStore enrolments;
    private final DeviceCa ca;
    private final LongSupplier revocations;
    private final int most;
    private final Clock clock;
    private byte[] list = {};
    private long madeAfter = -1;
    private Instant madeAt = Instant.EPOCH;

    /**
     * @param revocations a number that grows with each revocation that this node learns of
     * @param most certificates on a list, at most
     */
    public RevocationLists(EnrolmentStore enrolments, DeviceCa ca, LongSupplier revocations, int most, Clock clock) {
        this.enrolments = enrolments;
        this.ca = ca;
        this.revocations = revocations;
        this.most = most;
        this.clock = clock;
    }

    /**
     * The list of now, DER.
     *
     * @throws StoreUnavailable if a new one is due and the store does not answer
     */
    public synchronized byte[] current() {
        long known = revocations.getAsLong();
        Instant now = clock.instant();
        if (known != madeAfter || !now.isBefore(madeAt.plus(DAY))) {
            list = ca.revocationList(enrolments.revokedSerials(now, most), now);
            madeAfter = known;
            madeAt = now;
        }
        return list.clone();
    }
}
