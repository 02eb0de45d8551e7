package dev.muster.gateway.licensing;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.GroupStore;
import dev.muster.gateway.store.GroupStore.Work;

/**
 * Works off what changes of groups left behind: users' entitlements and audiences are derived anew, a segment a transaction, so
 * that a group of a hundred thousand holds nobody up. Whoever made the change may wait for it; what a process leaves unfinished,
 * any node takes up within seconds. A segment done twice changes nothing.
 */
public final class GroupDerivation implements AutoCloseable {
    /** Users derived in one transaction. */
    private static final int SEGMENT = 100;
    /** Changes taken up in one round. */
    private static final int MOST_WORK = 64;
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final GroupStore groups;
    private final LicenceCatalogue catalogue;
    private final Consumer<TenantId> changed;
    private final Clock clock;
    private final GatewayEvents events;
    private final ScheduledExecutorService rounds = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("muster-groups").factory());

    /** @param changed told of each tenant whose users' devices are due for it */
    public GroupDerivation(GroupStore groups, LicenceCatalogue catalogue, Consumer<TenantId> changed, Clock clock,
            GatewayEvents events) {
        this.groups = groups;
        this.catalogue = catalogue;
        this.changed = changed;
        this.clock = clock;
        this.events = events;
    }

    /** Begins to look for work that was left. */
    public void start() {
        var _ = rounds.scheduleWithFixedDelay(this::round, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void round() {
        try {
            for (Work work : groups.waiting(MOST_WORK)) {
                var _ = finish(work, EVERY.multipliedBy(5));
            }
        } catch (RuntimeException later) {
            // A store that is away, or one change that cannot be worked off: the next round tries again.
            events.tolerated("groups.derivation-put-off");
        }
    }

    /**
     * Works until it is done or the time is over.
     *
     * @return whether it is done
     */
    public boolean finish(Work work, Duration atMost) {
        long begin = System.nanoTime();
        int users = 0;
        boolean more = true;
        while (more && System.nanoTime() - begin < atMost.toNanos()) {
            GroupStore.Segment segment = groups.derive(work, SEGMENT, catalogue::entitlement, clock.instant());
            users += segment.changed();
            more = segment.more();
        }
        if (users > 0) {
            changed.accept(work.tenant());
        }
        return !more;
    }

    @Override
    public void close() {
        rounds.shutdownNow();
    }
}
