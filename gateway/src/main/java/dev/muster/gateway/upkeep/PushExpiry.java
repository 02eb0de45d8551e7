package dev.muster.gateway.upkeep;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.PushCertificateStore;
import dev.muster.gateway.store.Store;
import dev.muster.gateway.store.TenantStore;

/**
 * Warns of push certificates that come to their end, 30, 14, 7 and 1 days before and afterwards: in the metrics as long as it
 * lasts, in the log once for each step and process. An expired certificate stops pushes and closes nothing (R13); it must be
 * renewed, never replaced by one of another topic.
 */
public final class PushExpiry implements Chore {
    private static final Logger LOG = LoggerFactory.getLogger(PushExpiry.class);
    /** Lines of one round; the metrics know all. */
    private static final int MOST_LINES = 200;

    /** How much is left; of each certificate the narrowest counts. */
    public enum Left {
        /** It has expired. */
        EXPIRED(0, "expired"),
        /** At most a day. */
        ONE_DAY(1, "1d"),
        /** At most seven days. */
        SEVEN_DAYS(7, "7d"),
        /** At most fourteen days. */
        FOURTEEN_DAYS(14, "14d"),
        /** At most thirty days. */
        THIRTY_DAYS(30, "30d");

        private final Duration atMost;
        private final String label;

        Left(int days, String label) {
            this.atMost = Duration.ofDays(days);
            this.label = label;
        }

        /** Its label in the metrics. */
        public String label() {
            return label;
        }

        static Optional<Left> of(Instant notAfter, Instant now) {
            for (Left left : values()) {
                if (!now.plus(left.atMost).isBefore(notAfter)) {
                    return Optional.of(left);
                }
            }
            return Optional.empty();
        }
    }

    private record Owner(TenantId tenant, ManagementAuthority authority) {}

    private final TenantStore tenants;
    private final PushCertificateStore certificates;
    private final Clock clock;
    private final Map<Left, AtomicLong> counts = new EnumMap<>(Left.class);
    private Map<Owner, Left> warned = new HashMap<>();

    public PushExpiry(Store store, Clock clock) {
        this.tenants = store.tenants();
        this.certificates = store.pushCertificates();
        this.clock = clock;
        for (Left left : Left.values()) {
            counts.put(left, new AtomicLong());
        }
    }

    @Override
    public String name() {
        return "looking for push certificates that expire";
    }

    /** How many certificates have this much left, as of the last round. */
    public long count(Left left) {
        AtomicLong count = counts.get(left);
        return count == null ? 0 : count.get();
    }

    @Override
    public void run() {
        Map<Owner, Left> found = new HashMap<>();
        EachTenant.of(tenants, tenant -> {
            if (!tenant.pushTopics().isEmpty()) {
                certificates.all(tenant.id()).forEach(stored -> Left.of(stored.notAfter(), clock.instant())
                        .ifPresent(left -> found.put(new Owner(tenant.id(), stored.authority()), left)));
            }
        });
        counts.forEach((left, count) -> count
                .set(found.values().stream().filter(each -> each == left).count()));
        found.entrySet().stream().filter(entry -> warned.get(entry.getKey()) != entry.getValue()).limit(MOST_LINES)
                .forEach(entry -> warn(entry.getKey(), entry.getValue()));
        warned = found;
    }

    private static void warn(Owner owner, Left left) {
        if (left == Left.EXPIRED) {
            LOG.warn("the push certificate of {} for {} has expired: its devices are not woken any more; renew it with"
                    + " the same Apple account (muster apns csr)", owner.tenant(), owner.authority().wireName());
        } else {
            LOG.warn("the push certificate of {} for {} ends within {}; renew it with the same Apple account (muster"
                    + " apns csr)", owner.tenant(), owner.authority().wireName(), left.label());
        }
    }
}
