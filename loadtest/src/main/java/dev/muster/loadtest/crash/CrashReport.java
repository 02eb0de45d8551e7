package dev.muster.loadtest.crash;

import java.util.List;

/**
 * What a crash run found.
 *
 * @param devices how many took part
 * @param kills how often the gateway was killed and came back
 * @param accepted actions the gateway had accepted
 * @param answered actions whose result the gateway had answered
 * @param sessions sessions that came to their regular end
 * @param faults what was missing, twice, or not where it belongs; empty if nothing
 */
public record CrashReport(int devices, int kills, long accepted, long answered, long sessions, List<String> faults) {
    public CrashReport {
        faults = List.copyOf(faults);
    }

    /** Whether nothing was lost. */
    public boolean good() {
        return faults.isEmpty();
    }
}
