package dev.muster.loadtest.demo;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import dev.muster.loadtest.cli.Version;
import dev.muster.loadtest.target.AdminRefused;
import dev.muster.loadtest.target.EnrolmentClient.EnrolmentRefused;
import dev.muster.loadtest.target.GatewayProcess.GatewayTrouble;

/** {@code muster demo}. */
@Command(name = "demo", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false, header = "Shows a gateway doing its main job, on this machine, with emulated devices.", description = {
        "",
        "Starts a gateway as a child process on a temporary store, a fake Apple push service over real HTTP/2, and emulated "
                + "devices (iOS 50 %%, Windows 30 %%, Android 20 %%), each with its own key and certificate. All of them enrol "
                + "under Office 365; then the tenant switches to coexistence, half of the users get an Intune licence, and "
                + "every device has to end with exactly the settings of the service that serves its user.",
        "",
        "The verdict is worked out from what the emulated devices hold and the rules R5 to R8, never from the gateway's "
                + "answers."}, footer = {"", "Examples:",
                        "  muster demo                       1,000 devices, about a minute and a half",
                        "  muster demo --devices 10          a quick look",
                        "  muster demo --seed 7 --keep       the same ids and moods again, files kept",
                        "  muster demo --json report.json    figures for a machine", "",
                        "Exit code 0: every device ended where the rules say. 1: it did not; the first 20 that differ are listed "
                                + "with the reason. 2: wrong usage."})
public final class DemoCommand implements Callable<Integer> {
    @Option(names = "--devices", paramLabel = "N", defaultValue = "1000", description = "How many devices, 10 to 20000. Default: ${DEFAULT-VALUE}.")
    private int devices;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Where ids, moods and choices come from. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--keep", description = "Keep the temporary directory: configuration, store, the gateway's log.")
    private boolean keep;

    @Option(names = "--json", paramLabel = "FILE", description = "Write a machine-readable report.")
    private @Nullable Path json;

    @Option(names = "--directory", paramLabel = "DIR", description = "Where the temporary directory is made. Default: the system's place for such.")
    private @Nullable Path directory;

    @Option(names = "--gateway-command", paramLabel = "COMMAND", description = "Program, with leading arguments separated by spaces, that understands \"serve --config FILE\". Default: the launcher that started this.")
    private @Nullable String gatewayCommand;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Demo demo;
        try {
            demo = new Demo(new DemoOptions(devices, seed, keep, Optional.ofNullable(json),
                    Optional.ofNullable(directory), launcher()),
                    Clock.systemUTC());
        } catch (IllegalArgumentException wrong) {
            throw usage(String.valueOf(wrong.getMessage()));
        }
        try {
            return demo.run() ? 0 : 1;
        } catch (GatewayTrouble | AdminRefused | EnrolmentRefused | DemoFailure expected) {
            System.err.println("The demo cannot go on: " + expected.getMessage());
            return 1;
        }
    }

    private List<String> launcher() {
        if (gatewayCommand != null && !gatewayCommand.isBlank()) {
            return List.of(gatewayCommand.strip().split("\\s+", -1));
        }
        String launcher = System.getenv("MUSTER_LAUNCHER");
        if (launcher == null || launcher.isBlank()) {
            throw usage("no gateway to start: run ./muster demo, or name a command with --gateway-command");
        }
        return List.of(launcher);
    }

    private ParameterException usage(String message) {
        if (spec == null) {
            throw new IllegalStateException("picocli fills in the specification before it calls");
        }
        return new ParameterException(spec.commandLine(), message);
    }
}
