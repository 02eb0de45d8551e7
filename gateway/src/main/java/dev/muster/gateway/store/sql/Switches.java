package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.observe.GatewayEvents;

/**
 * How many devices converged to a newer epoch, gathered in memory and added every few seconds to the running wave of their
 * tenant, in a row of this node's own: check-ins never wait for a counter. A crash loses seconds of it.
 */
final class Switches {
    /** Tenants and platforms noted between two flushes. */
    private static final int BOUND = 100_000;
    private static final String ADD = """
            INSERT INTO wave_switched (tenant_id, epoch, platform, node, devices)
            SELECT w.tenant_id, w.epoch, ?, ?, ? FROM wave w WHERE w.tenant_id = ? AND w.state = 'RUNNING'
            ON CONFLICT (tenant_id, epoch, platform, node) DO UPDATE
                SET devices = wave_switched.devices + excluded.devices""";

    private record Key(TenantId tenant, Platform platform) {}

    private final Map<Key, LongAdder> waiting = new ConcurrentHashMap<>();
    private final String node = UUID.randomUUID().toString();
    private final GatewayEvents events;

    Switches(GatewayEvents events) {
        this.events = events;
    }

    void note(TenantId tenant, Platform platform) {
        Key key = new Key(tenant, platform);
        if (waiting.size() >= BOUND && !waiting.containsKey(key)) {
            events.boundPassed("store.switches");
            return;
        }
        // Inside compute, so that a flush never takes an adder that is still added to.
        waiting.compute(key, (_, before) -> {
            LongAdder sum = before == null ? new LongAdder() : before;
            sum.increment();
            return sum;
        });
    }

    void flush(Consumer<Work<Boolean>> writer) {
        for (Key key : List.copyOf(waiting.keySet())) {
            LongAdder sum = waiting.remove(key);
            if (sum != null) {
                writer.accept(link -> add(link, key, sum.sum()));
            }
        }
    }

    private boolean add(Link link, Key key, long devices) throws SQLException {
        return link.update(ADD, args -> args.text(key.platform().wireName()).text(node).number(devices)
                .tenant(key.tenant())) > 0;
    }
}
