package dev.muster.gateway.session;

import java.util.Optional;

/** Serves both turns: makes what a device says of itself fit to be stored and shown. */
final class Facts {
    /** Longest fact that is kept, in code points. */
    private static final int LONGEST = 200;

    private Facts() {}

    /** Without control characters, halves of surrogate pairs and surrounding blanks, at most 200 code points. */
    static String clean(String text) {
        StringBuilder kept = new StringBuilder(Math.min(text.length(), LONGEST));
        text.codePoints().filter(Facts::isText).limit(LONGEST).forEach(kept::appendCodePoint);
        return kept.toString().strip();
    }

    private static boolean isText(int letter) {
        return !Character.isISOControl(letter) && Character.getType(letter) != Character.SURROGATE;
    }

    /** The newer fact, or the one known if the device did not say. */
    static String newer(Optional<String> said, String known) {
        return said.map(Facts::clean).filter(text -> !text.isEmpty()).orElse(known);
    }

    /** An error domain or status code as it may stand in a log: letters, digits, dots and hyphens, at most 60. */
    static String code(String text) {
        return !text.isEmpty() && text.length() <= 60 && text.chars().allMatch(Facts::harmless) ? text : "unreadable";
    }

    private static boolean harmless(int letter) {
        return (letter < 128 && Character.isLetterOrDigit(letter)) || letter == '.' || letter == '-' || letter == '_';
    }
}
