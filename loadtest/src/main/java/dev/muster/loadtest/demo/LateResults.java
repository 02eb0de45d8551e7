package dev.muster.loadtest.demo;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import dev.muster.loadtest.device.Acknowledged;

/** Counts results that were answered with 200, and apart from the others those that left while the gate was closed (R13). */
final class LateResults implements Acknowledged {
    private final LongAdder all = new LongAdder();
    private final Set<String> expected = ConcurrentHashMap.newKeySet();
    private final Set<String> takenIn = ConcurrentHashMap.newKeySet();

    /** From now on the next result of this device counts as late. */
    void expectFrom(String device) {
        expected.add(device);
    }

    @Override
    public void result(String device, String commandId, String result) {
        all.increment();
        if (expected.contains(device)) {
            takenIn.add(device);
        }
    }

    /** Devices whose late result was taken in. */
    int takenIn() {
        return takenIn.size();
    }

    /** All results answered with 200. */
    long all() {
        return all.sum();
    }
}
