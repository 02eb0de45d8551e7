package dev.muster.gateway.store.sql;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.muster.gateway.observe.GatewayEvents;

/** Remembers what a store told of itself. */
final class Recorder implements GatewayEvents {
    final List<Integer> groups = new CopyOnWriteArrayList<>();
    final List<String> bounds = new CopyOnWriteArrayList<>();

    @Override
    public void groupCommitted(int writes, long nanos) {
        groups.add(writes);
    }

    @Override
    public void boundPassed(String bound) {
        bounds.add(bound);
    }

    int committed() {
        return groups.stream().mapToInt(Integer::intValue).sum();
    }
}
