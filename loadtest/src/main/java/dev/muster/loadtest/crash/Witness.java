package dev.muster.loadtest.crash;

import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.muster.loadtest.device.Acknowledged;

/** Remembers what the gateway promised: results it answered, and actions it accepted. Thread-safe. */
final class Witness implements Acknowledged {
    private final Map<String, Map<String, Queue<String>>> results = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> queued = new ConcurrentHashMap<>();

    @Override
    public void result(String device, String commandId, String result) {
        if (commandId.startsWith("a") && !result.equals("NotNow")) {
            int dot = commandId.indexOf('.');
            String action = commandId.substring(1, dot < 0 ? commandId.length() : dot);
            results.computeIfAbsent(device, _ -> new ConcurrentHashMap<>())
                    .computeIfAbsent(action, _ -> new ConcurrentLinkedQueue<>()).add(result);
        }
    }

    /** The gateway answered 202 to this action. */
    void queued(String device, String action) {
        queued.computeIfAbsent(device, _ -> ConcurrentHashMap.newKeySet()).add(action);
    }

    /** Actions of which the device got a result acknowledged. */
    Set<String> answered(String device) {
        return Set.copyOf(results.getOrDefault(device, Map.of()).keySet());
    }

    /** Actions the gateway accepted for the device. */
    Set<String> accepted(String device) {
        return Set.copyOf(queued.getOrDefault(device, Set.of()));
    }

    /** All results that were answered. */
    long answeredInAll() {
        return results.values().stream().mapToLong(Map::size).sum();
    }

    /** All actions that were accepted. */
    long acceptedInAll() {
        return queued.values().stream().mapToLong(Set::size).sum();
    }
}
