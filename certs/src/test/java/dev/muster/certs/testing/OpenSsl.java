package dev.muster.certs.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Assumptions;

/** The openssl command as an independent judge. Tests that need it are skipped, with the reason, where it is missing. */
public final class OpenSsl {
    private OpenSsl() {}

    /** What a run of openssl said on both streams, and its exit code. */
    public record Run(int exit, String output) {}

    /** Runs openssl with these arguments and an empty standard input, for at most 30 seconds. */
    public static Run run(Path directory, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(directory, "openssl", ".out");
        Process process;
        try {
            process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile()).start();
        } catch (IOException missing) {
            Assumptions.abort("openssl is not installed: no independent judge");
            throw missing;
        }
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("openssl did not end within 30 seconds");
        }
        return new Run(process.exitValue(), Files.readString(output, StandardCharsets.ISO_8859_1));
    }
}
