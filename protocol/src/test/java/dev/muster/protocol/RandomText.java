package dev.muster.protocol;

import java.util.random.RandomGenerator;

/** Serves property tests: texts that XML can carry, with all that is awkward in it. */
public final class RandomText {
    private static final String[] PIECES = {"a", "Z", "0", "9", " ", "/", ".", "<", ">", "&", "\"", "'", "]]>", "&amp;",
            "<![CDATA[", "<!--", "\r", "\n", "\t", "\r\n", "é", "\u0080", "\u2028", "日本", "\uFFFD", "\uD83D\uDE00",
            "\uDBFF\uDFFF", "--", "?>", "%20", "device", "]"};

    private RandomText() {}

    /** Any text of at most {@code maxPieces} pieces. */
    public static String any(RandomGenerator random, int maxPieces) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(maxPieces + 1); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    /** A text without blanks around it: what ids and URIs are. */
    public static String token(RandomGenerator random, int maxPieces) {
        return any(random, maxPieces).strip();
    }
}
