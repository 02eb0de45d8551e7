package dev.muster.gateway.wake;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import dev.muster.gateway.model.TenantId;

/**
 * Tells one user's change from many users' change. The first devices of a tenant are woken one by one; when more follow in short
 * order, the rest becomes one wave, a little later, so that a script that licenses ten thousand users starts one or two waves
 * and not ten thousand.
 */
final class Crowd {
    private static final int FEW = 50;
    private static final Duration FORGETS = Duration.ofMinutes(1);
    private static final Duration GATHERS = Duration.ofSeconds(10);
    private static final int TENANTS = 10_000;

    private final Map<TenantId, Gathering> gatherings = new HashMap<>();

    private static final class Gathering {
        private final Instant since;
        private int devices;
        private Instant waveAt = Instant.MAX;

        private Gathering(Instant since) {
            this.since = since;
        }
    }

    /** Whether these devices may be woken one by one; otherwise their wave comes by itself. */
    synchronized boolean areFew(TenantId tenant, int devices, Instant now) {
        Gathering gathering = gatherings.get(tenant);
        if (gathering == null
                || (gathering.waveAt.equals(Instant.MAX) && gathering.since.plus(FORGETS).isBefore(now))) {
            if (gathering == null && gatherings.size() >= TENANTS) {
                return false;
            }
            gathering = new Gathering(now);
            gatherings.put(tenant, gathering);
        }
        gathering.devices += devices;
        if (gathering.devices <= FEW) {
            return true;
        }
        if (gathering.waveAt.equals(Instant.MAX)) {
            gathering.waveAt = now.plus(GATHERS);
        }
        return false;
    }

    /** Tenants whose wave should start now; each is told once. */
    synchronized List<TenantId> ripe(Instant now) {
        List<TenantId> ripe = gatherings.entrySet().stream().filter(entry -> !entry.getValue().waveAt.isAfter(now))
                .map(Map.Entry::getKey).toList();
        ripe.forEach(gatherings::remove);
        Iterator<Gathering> all = gatherings.values().iterator();
        while (all.hasNext()) {
            Gathering one = all.next();
            if (one.waveAt.equals(Instant.MAX) && one.since.plus(FORGETS).isBefore(now)) {
                all.remove();
            }
        }
        return ripe;
    }
}
