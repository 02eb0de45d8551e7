package dev.muster.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import dev.muster.gateway.config.Limits;

/**
 * Serves the composition root: keeps the bounds of connections below the files that this process may open. A process that runs
 * out of them cannot accept administrators, open its store or reach a push service, and some of that does not come back.
 */
final class OpenFiles {
    /** What everything but devices needs: administrators, the store, push services, jars, and the connection being refused. */
    static final int RESERVED = 768;
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Pattern SOFT_LIMIT = Pattern.compile("^Max open files\\s+([0-9]{1,9})\\s");
    private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);

    private OpenFiles() {}

    /** How many this process may open; empty where the system does not say. */
    static OptionalInt allowed() {
        try {
            return Files.readAllLines(LIMITS).stream().map(SOFT_LIMIT::matcher).filter(Matcher::find)
                    .mapToInt(limit -> Integer.parseInt(limit.group(1))).findFirst();
        } catch (IOException noSuchFile) {
            return OptionalInt.empty();
        }
    }

    /** These bounds, or lower ones that this process can bear. */
    static Limits fitting(Limits limits) {
        OptionalInt allowed = allowed();
        return allowed.isEmpty() ? limits : fitting(limits, allowed.getAsInt());
    }

    /** These bounds, or lower ones that {@code allowed} open files can bear; lowering what is not preset is told in one line. */
    static Limits fitting(Limits limits, int allowed) {
        Limits.Connections wanted = limits.connections();
        int room = Math.max(32, allowed - RESERVED);
        if (wanted.checkIn() + (long) wanted.enrol() <= room) {
            return limits;
        }
        int enrol = Math.min(wanted.enrol(), room / 8);
        int checkIn = Math.min(wanted.checkIn(), room - enrol);
        // The presets mean "as many as fit"; a number that somebody wrote down is worth a word.
        Level level = wanted.equals(Limits.DEFAULTS.connections()) ? Level.DEBUG : Level.WARN;
        LOG.atLevel(level).log("only {} open files are allowed: {} check-in connections instead of {} and {} enrolment "
                + "connections instead of {} are taken; raise it (ulimit -n, LimitNOFILE) or lower limits.connections",
                allowed, checkIn, wanted.checkIn(), enrol, wanted.enrol());
        return limits.with(wanted.with(checkIn, enrol));
    }
}
