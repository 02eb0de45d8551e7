package dev.muster.loadtest.fuzz;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Serves {@link FuzzRun}: what libFuzzer and Jazzer print. */
final class FuzzerOutput {
    private static final Pattern COUNT = Pattern
            .compile("#([0-9]{1,18})\\s.*|stat::number_of_executed_units: ([0-9]{1,18})");
    private static final Pattern FINDING = Pattern
            .compile("== Java Exception: (.*)|SUMMARY: libFuzzer: (.*)|(==[0-9]+== ERROR: libFuzzer: .*)");
    private static final int MOST_CHARACTERS = 300;

    private FuzzerOutput() {}

    /** The highest number of executions that is named. */
    static long executions(List<String> lines) {
        long most = 0;
        for (String line : lines) {
            Matcher matcher = COUNT.matcher(line);
            if (matcher.matches()) {
                String digits = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
                most = Math.max(most, Long.parseLong(digits));
            }
        }
        return most;
    }

    /** The first finding in one line; empty if there is none. */
    static String finding(List<String> lines) {
        for (String line : lines) {
            Matcher matcher = FINDING.matcher(line);
            if (matcher.matches()) {
                for (int group = 1; group <= matcher.groupCount(); group++) {
                    String said = matcher.group(group);
                    if (said != null) {
                        return said.length() > MOST_CHARACTERS ? said.substring(0, MOST_CHARACTERS) : said;
                    }
                }
            }
        }
        return "";
    }
}
