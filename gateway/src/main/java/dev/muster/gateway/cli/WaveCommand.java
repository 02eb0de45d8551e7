package dev.muster.gateway.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster wave}: looks at the wake-ups after a change, or ends them (R9). */
@Command(name = "wave", mixinStandardHelpOptions = true, versionProvider = Version.class, //
        header = "Shows how far the wake-ups after a change have come.", synopsisSubcommandLabel = "COMMAND", //
        footerHeading = "%nExamples:%n", footer = {
                "  MUSTER_TOKEN=... ./muster wave watch contoso       until the wave has ended",
                "  ./muster wave show contoso --token-file token      once",
                "  ./muster wave start contoso --token-file token     those that have not come, once more",
                "  ./muster wave cancel contoso --token-file token    devices switch at their regular check-in", "",
                "docs/wake-ups.md says what the figures mean. Exit codes: 0 done, 1 it did not work, 2 usage."})
final class WaveCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(name = "watch", mixinStandardHelpOptions = true, header = "Shows a progress bar until the wave has ended.")
    int watch(@Mixin AdminAccess admin, @Parameters(paramLabel = "TENANT") String tenant,
            @Option(names = "--every", paramLabel = "SECONDS", defaultValue = "1", description = "Between two looks. Default: ${DEFAULT-VALUE}") int every)
            throws InterruptedException {
        return admin.refusing(spec.commandLine(), () -> {
            WaveLine line = new WaveLine();
            PrintWriter out = spec.commandLine().getOut();
            boolean terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
            while (true) {
                JsonNode wave = admin.call("GET", path(tenant));
                boolean running = wave.path("state").asText().equals("running");
                out.print(terminal ? "\r" + line.of(wave) + "\u001b[K" : line.of(wave) + System.lineSeparator());
                out.flush();
                if (!running) {
                    out.println(terminal ? "" : wave.path("state").asText());
                    out.flush();
                    return 0;
                }
                Thread.sleep(Math.clamp(every, 1, 3_600) * 1_000L);
            }
        });
    }

    @Command(name = "show", mixinStandardHelpOptions = true, header = "Prints the newest wave as JSON.")
    int show(@Mixin AdminAccess admin, @Parameters(paramLabel = "TENANT") String tenant) throws InterruptedException {
        return printing(admin, "GET", tenant);
    }

    @Command(name = "start", mixinStandardHelpOptions = true, header = "Wakes those that have not converged once more.")
    int start(@Mixin AdminAccess admin, @Parameters(paramLabel = "TENANT") String tenant) throws InterruptedException {
        return printing(admin, "POST", tenant);
    }

    @Command(name = "cancel", mixinStandardHelpOptions = true, header = "Ends the wave; the change itself stands.")
    int cancel(@Mixin AdminAccess admin, @Parameters(paramLabel = "TENANT") String tenant)
            throws InterruptedException {
        return printing(admin, "DELETE", tenant);
    }

    private int printing(AdminAccess admin, String method, String tenant) throws InterruptedException {
        return admin.refusing(spec.commandLine(), () -> {
            spec.commandLine().getOut().println(admin.call(method, path(tenant)).toPrettyString());
            spec.commandLine().getOut().flush();
            return 0;
        });
    }

    private String path(String tenant) {
        return AdminAccess.tenantPath(spec.commandLine(), tenant) + "/wave";
    }
}
