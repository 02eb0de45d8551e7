package dev.muster.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import dev.muster.loadtest.cli.Usage;
import dev.muster.loadtest.cli.Version;
import dev.muster.loadtest.wave.WaveLoad;
import dev.muster.loadtest.wave.WaveOptions;

/** {@code muster bench}: runs the JMH benchmarks of this module, all of them or those a pattern names. */
@Command(name = "muster bench", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false, description = {
        "Measures the parts of a check-in with JMH, each beside the bare work it stands on.",
        "Figures belong to the machine and the moment: compare ratios within one run."}, footer = {"", "Examples:",
                "  muster bench                  all subjects, about six minutes",
                "  muster bench --quick          a first impression, about one minute",
                "  muster bench SyncMl           one subject",
                "  muster bench --json out.json  keeps the figures"})
public final class BenchMain implements Callable<Integer> {
    @Parameters(paramLabel = "PATTERN", arity = "0..*", description = "benchmarks whose name contains this; all if absent")
    private List<String> patterns = List.of();

    @Option(names = "--quick", description = "one short iteration each: says whether it runs, not how fast")
    private boolean quick;

    @Option(names = "--profile-allocation", description = "also report bytes allocated per operation")
    private boolean allocation;

    @Option(names = "--json", paramLabel = "FILE", description = "write the figures as JSON as well")
    private @Nullable Path json;

    @Option(names = "--exchanges", description = "instead: what a keep-alive exchange costs over HTTP/1.1 and HTTP/2, in CPU of the gateway's listener; about four minutes")
    private boolean exchanges;

    @Option(names = "--wave", description = "instead: a wave through faked push services to emulated devices that all check in and switch")
    private boolean wave;

    @Option(names = "--pushes", description = "instead: what a wave costs the gateway for each device, and how much memory; a million rows take long to write")
    private boolean pushes;

    @Option(names = "--devices", paramLabel = "N", defaultValue = "2000", description = "of --wave and --pushes: how many. Default: ${DEFAULT-VALUE}. 50,000 take about half an hour on two processors, most of it to enrol")
    private int devices;

    @Option(names = "--report", paramLabel = "FILE", description = "of --wave: write the figures as markdown as well")
    private @Nullable Path report;

    @Option(names = "--gateway-command", paramLabel = "COMMAND", description = "of --wave: program that understands \"serve --config FILE\". Default: the launcher that started this")
    private @Nullable String gatewayCommand;

    public static void main(String[] arguments) {
        String[] rest = arguments.length > 0 && arguments[0].equals("bench")
                ? List.of(arguments).subList(1, arguments.length).toArray(String[]::new)
                : arguments;
        System.exit(Usage.inOneLine(new BenchMain()).execute(rest));
    }

    @Override
    public Integer call() throws Exception {
        if (exchanges) {
            new HttpExchanges(System.out, quick ? 1 : 5, Duration.ofSeconds(quick ? 2 : 10)).measure();
            return 0;
        }
        if (pushes) {
            new WavePushes(System.out, devices).measure();
            return 0;
        }
        if (wave) {
            return wave() ? 0 : 1;
        }
        ChainedOptionsBuilder options = new OptionsBuilder().forks(1).warmupIterations(quick ? 1 : 3)
                .warmupTime(TimeValue.milliseconds(quick ? 300 : 1000)).measurementIterations(quick ? 1 : 5)
                .measurementTime(TimeValue.milliseconds(quick ? 500 : 1000)).shouldFailOnError(true)
                .jvmArgsAppend("--enable-native-access=ALL-UNNAMED", "-Xmx1g", "-XX:+UseCompactObjectHeaders");
        if (patterns.isEmpty()) {
            options.include("dev\\.muster\\.bench\\..*");
        }
        for (String pattern : patterns) {
            options.include(".*" + pattern + ".*");
        }
        if (allocation) {
            options.addProfiler("gc");
        }
        if (json != null) {
            Path directory = json.toAbsolutePath().getParent();
            if (directory == null || !Files.isDirectory(directory)) {
                System.err.println("muster bench: cannot write " + json + ": its directory does not exist.");
                return 2;
            }
            options.result(json.toString()).resultFormat(ResultFormatType.JSON);
        }
        return new Runner(options.build()).run().isEmpty() ? 1 : 0;
    }

    private boolean wave() throws Exception {
        String command = gatewayCommand != null ? gatewayCommand : System.getenv("MUSTER_LAUNCHER");
        if (command == null || command.isBlank()) {
            System.err.println(
                    "muster bench: no gateway to start: run ./muster bench, or name one with --gateway-command");
            return false;
        }
        return new WaveLoad(new WaveOptions(devices, 1, Optional.ofNullable(report),
                List.of(command.strip().split("\\s+", -1))), Clock.systemUTC(), System.out).run();
    }
}
