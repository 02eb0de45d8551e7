package dev.muster.gateway.wake;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.TenantId;

/** A push service that answers as a test says, on other threads, and counts what is under way. */
class ScriptedChannel implements WakeChannel {
    /** Answers a device's n-th wake-up, counted from 1. */
    interface Script {
        WakeOutcome answer(DeviceId device, int time);
    }

    /** Every device woken, in order, repeats included. */
    final List<DeviceId> woken = new CopyOnWriteArrayList<>();
    /** The most wake-ups that were ever under way at once. */
    final AtomicInteger most = new AtomicInteger();
    private final Map<DeviceId, AtomicInteger> times = new ConcurrentHashMap<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private final Executor loop = ForkJoinPool.commonPool();
    private final Script script;
    /** While this is not complete, no answer is given. */
    volatile CompletableFuture<Void> held = CompletableFuture.completedFuture(null);

    ScriptedChannel(Script script) {
        this.script = script;
    }

    @Override
    public CompletableFuture<WakeOutcome> wake(TenantId tenant, DeviceId device, PushAddress address) {
        woken.add(device);
        most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        int time = times.computeIfAbsent(device, _ -> new AtomicInteger()).incrementAndGet();
        return held.thenApplyAsync(_ -> {
            underWay.decrementAndGet();
            return script.answer(device, time);
        }, loop);
    }

    @Override
    public void close() {}
}
