package dev.muster.gateway.model;

import java.util.regex.Pattern;

/** Text that may quote somebody else's, made fit for one line of a log, a terminal or an error: it can neither break the line nor steer a terminal. */
public final class OneLine {
    /** Control characters of both ASCII and Latin-1 (a terminal obeys U+009B like an escape), line and paragraph separators. */
    private static final Pattern BREAKS = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]+");

    private OneLine() {}

    /** The text with each run of such characters replaced by a space. */
    public static String of(String text) {
        return BREAKS.matcher(text).replaceAll(" ");
    }
}
