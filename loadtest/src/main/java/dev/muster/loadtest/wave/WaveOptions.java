package dev.muster.loadtest.wave;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a wave is run with.
 *
 * @param devices how many, 10 to 200,000
 * @param seed where ids come from
 * @param report markdown file that the figures go to as well; empty for none
 * @param gatewayCommand program and leading arguments that understand {@code serve --config FILE}
 */
public record WaveOptions(int devices, long seed, Optional<Path> report, List<String> gatewayCommand) {
    public WaveOptions {
        if (devices < 10 || devices > 200_000) {
            throw new IllegalArgumentException("between 10 and 200000 devices, not " + devices);
        }
        gatewayCommand = List.copyOf(gatewayCommand);
    }
}
