package dev.muster.gateway.session;

/** Serves both turns: makes what a device says of itself fit to be stored and shown. */
final class Facts {
    /** Longest fact that is kept, in characters. */
    private static final int LONGEST = 200;

    private Facts() {}

    /** Without control characters and surrounding blanks, at most 200 characters. */
    static String clean(String text) {
        StringBuilder kept = new StringBuilder(Math.min(text.length(), LONGEST));
        for (int at = 0; at < text.length() && kept.length() < LONGEST; at++) {
            char next = text.charAt(at);
            if (!Character.isISOControl(next) && !Character.isSurrogate(next)) {
                kept.append(next);
            }
        }
        return kept.toString().strip();
    }

    /** The newer fact, or the one known if the device did not say. */
    static String newer(java.util.Optional<String> said, String known) {
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
