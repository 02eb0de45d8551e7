package dev.muster.gateway.independent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Assumptions;

import dev.muster.loadtest.target.GatewayHome;
import dev.muster.loadtest.target.GatewayProcess;
import dev.muster.loadtest.target.GatewayProcess.GatewayTrouble;

/** Runs curl and openssl: clients we did not write. A test that needs one is skipped, with the reason, where it is missing. */
final class Tool {
    private Tool() {}

    /** Exit code and both streams of a run. */
    record Run(int exit, String output) {}

    static Run run(Path directory, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "tool", ".out");
        Process process;
        try {
            process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile()).start();
        } catch (IOException missing) {
            Assumptions.abort(command.getFirst() + " is not installed: no independent client");
            throw missing;
        }
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command.getFirst() + " did not end within a minute");
        }
        return new Run(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }

    /** A gateway of the classes under test, as a process of its own. */
    static GatewayProcess start(GatewayHome home) throws IOException, InterruptedException, GatewayTrouble {
        return GatewayProcess.start(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp",
                System.getProperty("java.class.path"), "dev.muster.gateway.cli.Main"), home.config(), home.log(),
                Duration.ofSeconds(90));
    }

    /** As {@link #run}, for what has to succeed. */
    static String done(Path directory, String... command) throws IOException, InterruptedException {
        Run run = run(directory, List.of(command));
        if (run.exit() != 0) {
            throw new AssertionError(command[0] + " ended with " + run.exit() + ": " + run.output());
        }
        return run.output();
    }
}
