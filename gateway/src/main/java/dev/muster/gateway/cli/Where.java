package dev.muster.gateway.cli;

import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

import dev.muster.gateway.Gateway;
import dev.muster.gateway.config.GatewayConfig;

/** The options that say which gateway is meant, for every command that works on one. */
final class Where {
    @Option(names = "--config", paramLabel = "FILE", description = "Configuration, YAML. Without it every key has its default.")
    private @Nullable String config;

    @Option(names = "--data", paramLabel = "DIR", description = "Directory of keys, certificates and the SQLite store. Default: ./muster-data")
    private @Nullable String data;

    /** The configuration that the options come to. */
    GatewayConfig config(CommandLine command) {
        // An empty argument is a shell variable that was not set: the working directory is not what was meant.
        GatewayConfig read = config == null ? GatewayConfig.DEFAULTS
                : GatewayConfig.read(path("--config", config, command));
        return data == null ? read : read.withData(path("--data", data, command));
    }

    private static Path path(String option, String given, CommandLine command) {
        if (given.isBlank()) {
            throw new ParameterException(command, option + " is empty; name a " + (option.equals("--data") ? "directory"
                    : "file"));
        }
        try {
            return Path.of(given);
        } catch (java.nio.file.InvalidPathException _) {
            throw new ParameterException(command, option + " is no path");
        }
    }

    /** Native libraries leave no files outside the data directory, not even when the process is killed. */
    void unpackLibraries(GatewayConfig effective) {
        for (String property : List.of("io.netty.native.workdir", "org.sqlite.tmpdir")) {
            if (System.getProperty(property) == null) {
                System.setProperty(property, Gateway.temporaryDirectory(effective).toString());
            }
        }
    }
}
