package dev.muster.gateway.store.sql;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.observe.GatewayEvents;

/**
 * When devices were seen, gathered in memory and written every few seconds: a check-in with nothing to do costs one read. A
 * crash loses seconds of it, without harm.
 */
final class Touches {
    private static final int CHUNK = 500;
    private static final String SEEN = """
            INSERT INTO last_seen (tenant_id, device_id, seen_at) VALUES (?, ?, ?)
            ON CONFLICT (tenant_id, device_id) DO UPDATE SET seen_at = excluded.seen_at
            WHERE last_seen.seen_at < excluded.seen_at""";

    private record Key(TenantId tenant, DeviceId device) {}

    private record Touch(Key key, Instant at) {}

    private static final Comparator<Touch> BY_KEY = Comparator
            .comparing((Touch touch) -> touch.key().tenant().value())
            .thenComparing(touch -> touch.key().device(), DeviceWrite.BY_DEVICE);

    private final Map<Key, Instant> waiting = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final int bound;
    private final GatewayEvents events;

    Touches(int bound, GatewayEvents events) {
        this.bound = bound;
        this.events = events;
    }

    void note(TenantId tenant, DeviceId device, Instant at) {
        Key key = new Key(tenant, device);
        // Entries are counted apart: the map's own size is a walk over its cells.
        if (size.get() >= bound && !waiting.containsKey(key)) {
            events.boundPassed("store.touches");
            return;
        }
        Instant before = waiting.put(key, at);
        if (before == null) {
            size.incrementAndGet();
        } else if (before.isAfter(at)) {
            waiting.replace(key, at, before);
        }
    }

    /** When the device was seen, if that is not written yet. */
    Optional<Instant> noted(TenantId tenant, DeviceId device) {
        return Optional.ofNullable(waiting.get(new Key(tenant, device)));
    }

    /** Hands everything noted so far to {@code writer}, in pieces, each in the order of keys. */
    void flush(Consumer<Work<Boolean>> writer) {
        List<Touch> taken = new ArrayList<>();
        for (Key key : List.copyOf(waiting.keySet())) {
            Instant at = waiting.remove(key);
            if (at != null) {
                size.decrementAndGet();
                taken.add(new Touch(key, at));
            }
        }
        taken.sort(BY_KEY);
        for (int from = 0; from < taken.size(); from += CHUNK) {
            List<Touch> chunk = taken.subList(from, Math.min(taken.size(), from + CHUNK));
            writer.accept(link -> write(link, chunk));
        }
    }

    private static boolean write(Link link, List<Touch> touches) throws java.sql.SQLException {
        Link.Batch batch = link.batch(SEEN);
        for (Touch touch : touches) {
            batch.add(args -> args.tenant(touch.key().tenant()).device(touch.key().device()).at(touch.at()));
        }
        batch.run();
        return true;
    }
}
