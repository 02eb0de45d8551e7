package dev.muster.gateway.upkeep;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.DepartureStore;
import dev.muster.gateway.store.Store;
import dev.muster.gateway.store.TenantStore;

/**
 * Devices that stayed away leave the inventory 180 days after their last certificate ended (R19), a few in each transaction so
 * that no check-in waits for it. Nobody can check in with an expired certificate, so there is no contact to look for.
 */
public final class Departures implements Chore {
    private static final Logger LOG = LoggerFactory.getLogger(Departures.class);
    /** How long a device is kept after its certificate ended (R19). */
    static final Duration KEPT = Duration.ofDays(180);
    private static final int AT_ONCE = 50;
    /** Of one tenant in one round; the rest waits for the next. */
    private static final int MOST_STEPS = 200;

    private final TenantStore tenants;
    private final DepartureStore departures;
    private final Clock clock;
    private final GatewayEvents events;

    public Departures(Store store, Clock clock, GatewayEvents events) {
        this.tenants = store.tenants();
        this.departures = store.departures();
        this.clock = clock;
        this.events = events;
    }

    @Override
    public String name() {
        return "removing devices whose certificate ended 180 days ago";
    }

    @Override
    public void run() {
        EachTenant.of(tenants, tenant -> leave(tenant.id()));
    }

    private void leave(TenantId tenant) {
        Instant now = clock.instant();
        int departed = 0;
        boolean more = true;
        for (int step = 0; more && step < MOST_STEPS; step++) {
            DepartureStore.Round round = departures.depart(tenant, now.minus(KEPT), AT_ONCE, now);
            round.departed().forEach(_ -> events.deviceDeparted());
            departed += round.departed().size();
            more = round.more();
        }
        if (more) {
            events.boundPassed("upkeep.departures");
        }
        if (departed > 0) {
            LOG.info("{} devices of {} left the inventory, {} days after their certificates ended (R19)", departed,
                    tenant, KEPT.toDays());
        }
    }
}
