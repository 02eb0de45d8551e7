package dev.muster.gateway.config;

import java.time.Duration;

/**
 * How long history is kept; what is older goes in small steps that no check-in waits for.
 *
 * @param commands finished actions with what devices reported to them, from their end on; and unknown devices that stay away
 * @param audit who changed what
 */
public record Retention(Duration commands, Duration audit) {
    private static final Duration SHORTEST = Duration.ofDays(1);
    private static final Duration LONGEST = Duration.ofDays(36_500);
    /** Half a year and two years. */
    public static final Retention DEFAULTS = new Retention(Duration.ofDays(180), Duration.ofDays(730));

    public Retention {
        check("commands", commands);
        check("audit", audit);
    }

    private static void check(String key, Duration age) {
        if (age.compareTo(SHORTEST) < 0 || age.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(key + " must be from 1d to 36500d");
        }
    }
}
