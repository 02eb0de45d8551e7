package dev.muster.loadtest.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a demo run was asked for.
 *
 * @param devices 10 to 20,000
 * @param seed where ids, moods and choices come from
 * @param keep whether the temporary directory stays
 * @param json where a machine-readable report goes; empty for nowhere
 * @param parent where the temporary directory is made; empty for the system's place
 * @param gatewayCommand program and leading arguments that understand {@code serve --config FILE}
 */
public record DemoOptions(int devices, long seed, boolean keep, Optional<Path> json, Optional<Path> parent,
        List<String> gatewayCommand) {
    public DemoOptions {
        if (devices < 10 || devices > 20_000) {
            throw new IllegalArgumentException("a demo has 10 to 20,000 devices, not " + devices);
        }
        gatewayCommand = List.copyOf(gatewayCommand);
    }
}
