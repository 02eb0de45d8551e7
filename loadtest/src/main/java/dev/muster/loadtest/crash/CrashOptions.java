package dev.muster.loadtest.crash;

import java.util.List;

/**
 * What a crash run does.
 *
 * @param gatewayCommand program and leading arguments that understand {@code serve --config FILE}
 * @param devices emulated devices, 4 to 2,000; half of them iOS
 * @param kills how often the gateway is killed, 1 to 50
 * @param seed where moods, choices and moments come from
 * @param store lines of muster.yaml that name another store than the embedded one; empty for the embedded one
 */
public record CrashOptions(List<String> gatewayCommand, int devices, int kills, long seed, String store) {
    public CrashOptions {
        gatewayCommand = List.copyOf(gatewayCommand);
        if (devices < 4 || devices > 2_000) {
            throw new IllegalArgumentException("devices must be 4 to 2000, not " + devices);
        }
        if (kills < 1 || kills > 50) {
            throw new IllegalArgumentException("kills must be 1 to 50, not " + kills);
        }
    }
}
