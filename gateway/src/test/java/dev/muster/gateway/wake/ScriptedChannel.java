package dev.muster.gateway.wake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.TenantId;

/** A push service that answers at once what a test says, and remembers what it was sent. */
final class ScriptedChannel implements WakeChannel {
    /** Answers a device's n-th wake-up, counted from 1. */
    interface Script {
        WakeOutcome answer(DeviceId device, int time);
    }

    /** Every wake-up in order, repeats included. */
    final List<DeviceId> woken = new ArrayList<>();
    /** Those that were accepted. */
    final List<DeviceId> accepted = new ArrayList<>();
    /** Tenants of {@link #woken}. */
    final List<TenantId> tenants = new ArrayList<>();
    /** Addresses of {@link #woken}. */
    final List<PushAddress> addresses = new ArrayList<>();
    private final Map<DeviceId, Integer> times = new HashMap<>();
    Script script;

    ScriptedChannel(Script script) {
        this.script = script;
    }

    @Override
    public synchronized CompletableFuture<WakeOutcome> wake(TenantId tenant, DeviceId device, PushAddress address) {
        woken.add(device);
        tenants.add(tenant);
        addresses.add(address);
        WakeOutcome outcome = script.answer(device, times.merge(device, 1, Integer::sum));
        if (outcome instanceof WakeOutcome.Accepted) {
            accepted.add(device);
        }
        return CompletableFuture.completedFuture(outcome);
    }

    /** A copy, for tests whose pages run on several threads. */
    synchronized List<DeviceId> accepted() {
        return List.copyOf(accepted);
    }

    @Override
    public void close() {}
}
