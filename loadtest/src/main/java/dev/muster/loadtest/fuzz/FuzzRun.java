package dev.muster.loadtest.fuzz;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs fuzz targets one after another, each in a process of its own with Jazzer's instrumentation. Their test classes are built already.
 * Corpus, log and findings of a target lie under {@code <module>/target/fuzz/<target>}; a finding becomes a file in the test's
 * directory of inputs by hand, once it is understood.
 */
public final class FuzzRun {
    /** Seconds a single input may take. */
    private static final String UNIT_TIMEOUT = "-timeout=20";

    private final FuzzOptions options;
    private final Consumer<String> progress;

    /** @param progress is told what happens, a line at a time */
    public FuzzRun(FuzzOptions options, Consumer<String> progress) {
        this.options = options;
        this.progress = progress;
    }

    /** It cannot go on; the message says why and what to do. */
    public static final class FuzzTrouble extends Exception {
        private static final long serialVersionUID = 1L;

        FuzzTrouble(String message) {
            super(message);
        }
    }

    /** Runs every target. */
    public List<FuzzResult> run() throws FuzzTrouble, InterruptedException {
        try {
            demandTestClasses();
            List<FuzzResult> results = new ArrayList<>();
            for (FuzzTarget target : options.targets()) {
                progress.accept("fuzzing " + target.name().toLowerCase(Locale.ROOT));
                FuzzResult result = run(target);
                progress.accept(result.executions() + " executions in " + Math.round(result.seconds()) + " s"
                        + (result.good() ? "" : ": " + result.finding() + result.trouble()));
                results.add(result);
            }
            return results;
        } catch (IOException broken) {
            throw new FuzzTrouble(
                    "a fuzz target could not be started or its files not be written: " + broken.getMessage());
        }
    }

    /** The launcher has built them before this program started: a build would change the classes that it runs from. */
    private void demandTestClasses() throws FuzzTrouble {
        for (FuzzTarget target : options.targets()) {
            Path module = options.home().resolve(target.module()).resolve("target");
            Path testClass = module.resolve("test-classes")
                    .resolve(target.testClass().replace('.', '/') + ".class");
            if (!Files.isRegularFile(testClass) || !Files.isRegularFile(module.resolve("test-classpath"))) {
                throw new FuzzTrouble("the fuzz target " + target.name().toLowerCase(Locale.ROOT)
                        + " is not built: remove target/launcher-tests.stamp and start again with ./muster soak");
            }
        }
    }

    private FuzzResult run(FuzzTarget target) throws IOException, InterruptedException {
        Path module = options.home().resolve(target.module());
        Path directory = module.resolve("target/fuzz").resolve(target.name().toLowerCase(Locale.ROOT));
        Path corpus = Files.createDirectories(directory.resolve("corpus"));
        Path findings = Files.createDirectories(directory.resolve("findings"));
        Path log = directory.resolve("log.txt");
        long started = System.nanoTime();
        Process fuzzer = new ProcessBuilder(command(target, module, corpus, findings)).directory(directory.toFile())
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        boolean ended = ended(fuzzer, options.longest());
        double seconds = (System.nanoTime() - started) / 1e9;
        List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
        long executions = FuzzerOutput.executions(lines);
        String finding = ended ? FuzzerOutput.finding(lines) : "";
        return new FuzzResult(target, executions, seconds, finding,
                finding.isEmpty() ? trouble(ended, fuzzer, executions, log) : "");
    }

    private String trouble(boolean ended, Process fuzzer, long executions, Path log) {
        if (!ended) {
            return "not done after " + options.longest().toMinutes() + " minutes";
        }
        return executions >= options.executions() && fuzzer.exitValue() == 0
                ? ""
                : "ended early with code " + fuzzer.exitValue() + "; see " + options.home().relativize(log);
    }

    private List<String> command(FuzzTarget target, Path module, Path corpus, Path findings) throws IOException {
        String classPath = String.join(File.pathSeparator, module.resolve("target/test-classes").toString(),
                module.resolve("target/classes").toString(),
                Files.readString(module.resolve("target/test-classpath")).strip());
        return List.of(ProcessHandle.current().info().command().orElse("java"), "-Xmx512m",
                "-XX:+EnableDynamicAgentLoading", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-cp", classPath, "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.testClass(), "--instrumentation_includes=" + target.instrumented(),
                "--custom_hook_includes=dev.muster.**", "-runs=" + options.executions(), "-seed=" + options.seed(),
                "-max_total_time=0", UNIT_TIMEOUT, "-print_final_stats=1",
                "-artifact_prefix=" + findings + File.separator,
                corpus.toString());
    }

    /** Whether it ended in time; ends it if not. */
    private static boolean ended(Process process, Duration longest) throws InterruptedException {
        try {
            return process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            process.destroyForcibly();
        }
    }
}
