package dev.muster.loadtest.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import dev.muster.loadtest.fuzz.FuzzOptions;
import dev.muster.loadtest.fuzz.FuzzResult;

/**
 * The page a soak leaves behind: what was run, where, on which commit, and what was found.
 *
 * @param crash what of the crash part was run
 * @param crashed what it found; empty if it was left out
 * @param fuzz what was fuzzed
 * @param fuzzed what came of it; empty if it was left out
 * @param seconds how long it took
 * @param at when it ended
 * @param launcher a file inside the checkout that was tested
 */
record SoakReport(CrashOptions crash, Optional<CrashReport> crashed, FuzzOptions fuzz, List<FuzzResult> fuzzed,
        double seconds, Instant at, Path launcher) {
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmm", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int MOST_FAULTS = 50;

    String fileName() {
        return NAME.format(at) + ".md";
    }

    boolean good() {
        return crashed.map(CrashReport::good).orElse(true) && fuzzed.stream().allMatch(FuzzResult::good);
    }

    /** One line: what was lost, what was found. */
    String verdict() {
        List<String> parts = new ArrayList<>();
        crashed.ifPresent(
                report -> parts.add(report.good() ? "nothing was lost" : report.faults().size() + " faults"));
        if (!fuzzed.isEmpty()) {
            long bad = fuzzed.stream().filter(result -> !result.good()).count();
            parts.add(bad == 0
                    ? "no finding in " + fuzzed.size() + (fuzzed.size() == 1 ? " fuzz target" : " fuzz targets")
                    : bad + " of " + fuzzed.size() + " fuzz targets found something or did not end");
        }
        return String.join(", ", parts);
    }

    String markdown() {
        StringBuilder page = new StringBuilder();
        page.append("# Soak of ").append(at.toString(), 0, 16).append("Z\n\n");
        line(page, "commit", commit());
        line(page, "machine", Runtime.getRuntime().availableProcessors() + " processors, "
                + System.getProperty("os.name") + " " + System.getProperty("os.version") + ", Java "
                + Runtime.version());
        line(page, "command", command());
        line(page, "duration", String.format(Locale.ROOT, "%.0f s", seconds));
        line(page, "verdict", verdict());
        crashed.ifPresent(report -> crash(page, report));
        if (!fuzzed.isEmpty()) {
            fuzz(page);
        }
        return page.toString();
    }

    private String command() {
        String parts = crashed.isEmpty() ? " --only fuzz" : fuzzed.isEmpty() ? " --only crash" : "";
        String ofCrash = crashed.isEmpty() ? "" : " --kills " + crash.kills() + " --devices " + crash.devices();
        String ofFuzz = fuzzed.isEmpty() ? "" : " --executions " + fuzz.executions();
        return "`./muster soak" + parts + ofCrash + ofFuzz + " --seed " + crash.seed() + "`";
    }

    private static void crash(StringBuilder page, CrashReport result) {
        page.append("\n| what | figure |\n|---|---|\n");
        row(page, "kills with SIGKILL under load, each followed by a start", result.kills());
        row(page, "devices", result.devices());
        row(page, "sessions that came to their regular end", result.sessions());
        row(page, "actions accepted by the administrator's API", result.accepted());
        row(page, "actions whose result a device saw answered", result.answered());
        row(page, "faults", result.faults().size());
        if (!result.good()) {
            page.append("\n## Faults\n\n");
            result.faults().stream().limit(MOST_FAULTS).forEach(fault -> page.append("- ").append(fault).append('\n'));
        }
    }

    private void fuzz(StringBuilder page) {
        page.append("\n| fuzz target | executions | seconds | new findings |\n|---|---|---|---|\n");
        for (FuzzResult result : fuzzed) {
            String said = result.finding() + result.trouble();
            page.append(String.format(Locale.ROOT, "| %s | %d | %.0f | %s |%n",
                    result.target().name().toLowerCase(Locale.ROOT), result.executions(), result.seconds(),
                    said.isEmpty() ? "none" : said.replace('|', '/')));
        }
    }

    private static void line(StringBuilder page, String name, String value) {
        page.append("- ").append(name).append(": ").append(value).append('\n');
    }

    private static void row(StringBuilder page, String name, long value) {
        page.append("| ").append(name).append(" | ").append(value).append(" |\n");
    }

    /** The commit that was tested; says so when the checkout had changes beyond it, or when git does not answer. */
    private String commit() {
        String head = git("rev-parse", "--short=12", "HEAD");
        if (head.isEmpty()) {
            return "unknown";
        }
        return git("status", "--porcelain", "--untracked-files=no").isEmpty() ? head : head + " (with changes)";
    }

    private String git(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "git";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        try {
            Process git = new ProcessBuilder(command).directory(launcher.resolveSibling(".").toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String answer = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0 ? answer : "";
        } catch (IOException noGit) {
            return "";
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
