package dev.muster.loadtest.crash;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
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

/** {@code muster soak}. */
@Command(name = "soak", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false, header = "Runs the long forms of the tests and writes a dated report.", description = {
        "",
        "A gateway process is killed with SIGKILL again and again while emulated devices check in. Afterwards every result "
                + "that a device saw answered has to be in the store, every accepted action has to have ended exactly once, "
                + "no device may have had to enrol again, and every device holds exactly the newest settings.",
        "",
        "The report names commit, date and machine; the build prints how far the newest one lies behind the code."}, footer = {
                "", "Examples:", "  muster soak                          50 kills, 200 devices, about ten minutes",
                "  muster soak --kills 10 --devices 50  a shorter one", "",
                "Exit code 0: nothing was lost. 1: something was; the report says what. 2: wrong usage."})
public final class SoakCommand implements Callable<Integer> {
    @Option(names = "--kills", paramLabel = "N", defaultValue = "50", description = "How often the gateway is killed, 1 to 50. Default: ${DEFAULT-VALUE}.")
    private int kills;

    @Option(names = "--devices", paramLabel = "N", defaultValue = "200", description = "How many devices, 4 to 2000. Default: ${DEFAULT-VALUE}.")
    private int devices;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Where moods, choices and moments come from. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--reports", paramLabel = "DIR", description = "Where the report goes. Default: soak/ beside the launcher.")
    private @Nullable Path reports;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        String launcher = System.getenv("MUSTER_LAUNCHER");
        if (launcher == null || launcher.isBlank()) {
            throw usage("no gateway to start: run ./muster soak");
        }
        CrashOptions options;
        try {
            options = new CrashOptions(List.of(launcher), devices, kills, seed, "");
        } catch (IllegalArgumentException wrong) {
            throw usage(String.valueOf(wrong.getMessage()));
        }
        Path directory = reports != null ? reports : Path.of(launcher).resolveSibling("soak");
        try {
            long started = System.nanoTime();
            CrashReport report = new CrashRun(options, line -> System.out.println("  " + line)).run();
            SoakReport page = new SoakReport(options, report, (System.nanoTime() - started) / 1e9,
                    Clock.systemUTC().instant(), Path.of(launcher));
            Files.createDirectories(directory);
            Path file = directory.resolve(page.fileName());
            Files.writeString(file, page.markdown());
            System.out.println((report.good() ? "nothing was lost" : report.faults().size() + " faults") + "; report: "
                    + file);
            return report.good() ? 0 : 1;
        } catch (GatewayTrouble | AdminRefused | EnrolmentRefused | IllegalStateException expected) {
            System.err.println("The soak cannot go on: " + expected.getMessage());
            return 1;
        }
    }

    private ParameterException usage(String message) {
        if (spec == null) {
            throw new IllegalStateException("picocli fills in the specification before it calls");
        }
        return new ParameterException(spec.commandLine(), message);
    }
}
