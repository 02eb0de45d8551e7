package dev.muster.loadtest.verdict;

import java.util.List;
import java.util.Optional;

import dev.muster.loadtest.device.DevicePlatform;

/**
 * What is to be said of one device.
 *
 * @param device its name
 * @param platform what it is
 * @param service who has to serve it by the rules; empty if nobody
 * @param faults why it is not where the rules say; empty if it is
 */
public record Judgement(String device, DevicePlatform platform, Optional<Service> service, List<String> faults) {
    public Judgement {
        faults = List.copyOf(faults);
    }

    /** Whether the device is where the rules say. */
    public boolean good() {
        return faults.isEmpty();
    }
}
