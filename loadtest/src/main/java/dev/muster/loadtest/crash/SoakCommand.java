package dev.muster.loadtest.crash;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
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
import dev.muster.loadtest.fuzz.FuzzOptions;
import dev.muster.loadtest.fuzz.FuzzResult;
import dev.muster.loadtest.fuzz.FuzzRun;
import dev.muster.loadtest.fuzz.FuzzRun.FuzzTrouble;
import dev.muster.loadtest.fuzz.FuzzTarget;
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
        "Then every fuzz target runs two million times, one after another: whatever bytes a stranger may send, a decoder answers "
                + "with a message or with its one refusal, within bounds of time and memory. This takes hours and needs Maven.",
        "",
        "The report names commit, date and machine; the build prints how far the newest one lies behind the code."}, footer = {
                "", "Examples:", "  muster soak                          everything",
                "  muster soak --only crash             50 kills, 200 devices, about ten minutes",
                "  muster soak --only crash --kills 10 --devices 50  a shorter one",
                "  muster soak --only fuzz --targets xml,soap --executions 100000", "",
                "Exit code 0: nothing was lost or found. 1: something was; the report says what. 2: wrong usage."})
public final class SoakCommand implements Callable<Integer> {
    /** Longest time of one fuzz target. */
    private static final Duration LONGEST = Duration.ofHours(4);

    @Option(names = "--only", paramLabel = "PART", description = "One part: crash or fuzz. Default: both.")
    private @Nullable Part only;

    @Option(names = "--kills", paramLabel = "N", defaultValue = "50", description = "How often the gateway is killed, 1 to 50. Default: ${DEFAULT-VALUE}.")
    private int kills;

    @Option(names = "--devices", paramLabel = "N", defaultValue = "200", description = "How many devices, 4 to 2000. Default: ${DEFAULT-VALUE}.")
    private int devices;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Where moods, choices and moments come from. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--targets", paramLabel = "NAMES", split = ",", description = "Fuzz targets, separated by commas: ${COMPLETION-CANDIDATES}. Default: all.")
    private List<FuzzTarget> targets = List.of(FuzzTarget.values());

    @Option(names = "--executions", paramLabel = "N", defaultValue = "2000000", description = "How often each fuzz target runs. Default: ${DEFAULT-VALUE}.")
    private long executions;

    @Option(names = "--reports", paramLabel = "DIR", description = "Where the report goes. Default: soak/ beside the launcher.")
    private @Nullable Path reports;

    @Spec
    private @Nullable CommandSpec spec;

    /** What a soak is made of. */
    enum Part {
        CRASH, FUZZ
    }

    @Override
    public Integer call() throws Exception {
        String launcher = System.getenv("MUSTER_LAUNCHER");
        if (launcher == null || launcher.isBlank()) {
            throw usage("no gateway to start: run ./muster soak");
        }
        CrashOptions crash;
        FuzzOptions fuzz;
        try {
            crash = new CrashOptions(List.of(launcher), devices, kills, seed, "");
            fuzz = new FuzzOptions(Path.of(launcher).resolveSibling(".").normalize(), targets, executions, seed,
                    LONGEST);
        } catch (IllegalArgumentException wrong) {
            throw usage(String.valueOf(wrong.getMessage()));
        }
        try {
            return run(Path.of(launcher), crash, fuzz);
        } catch (GatewayTrouble | FuzzTrouble | AdminRefused | EnrolmentRefused | IllegalStateException expected) {
            System.err.println("The soak cannot go on: " + expected.getMessage());
            return 1;
        }
    }

    private int run(Path launcher, CrashOptions crash, FuzzOptions fuzz) throws Exception {
        Path directory = reports != null ? reports : launcher.resolveSibling("soak");
        long started = System.nanoTime();
        Optional<CrashReport> crashed = only == Part.FUZZ
                ? Optional.empty()
                : Optional.of(new CrashRun(crash, SoakCommand::say).run());
        List<FuzzResult> fuzzed = only == Part.CRASH ? List.of() : new FuzzRun(fuzz, SoakCommand::say).run();
        SoakReport page = new SoakReport(crash, crashed, fuzz, fuzzed, (System.nanoTime() - started) / 1e9,
                Clock.systemUTC().instant(), launcher);
        Files.createDirectories(directory);
        Path file = directory.resolve(page.fileName());
        Files.writeString(file, page.markdown());
        System.out.println(page.verdict() + "; report: " + file);
        return page.good() ? 0 : 1;
    }

    private static void say(String line) {
        System.out.println("  " + line);
    }

    private ParameterException usage(String message) {
        if (spec == null) {
            throw new IllegalStateException("picocli fills in the specification before it calls");
        }
        return new ParameterException(spec.commandLine(), message);
    }
}
