package dev.muster.gateway.licensing;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Serves error messages: which known names look most like a mistyped one. */
final class NearestNames {
    private static final int SHOWN = 3;
    /** Longer input is a mistake of another kind; it also bounds the work. */
    private static final int LONGEST = 100;

    private NearestNames() {}

    private record Candidate(String name, int distance) {}

    /** At most three of {@code known}, those with the smallest edit distance first, ties in alphabetical order. */
    static List<String> of(String given, Collection<String> known) {
        String wanted = cut(given).toUpperCase(Locale.ROOT);
        return known.stream().map(name -> new Candidate(name, distance(wanted, name.toUpperCase(Locale.ROOT))))
                .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name)).limit(SHOWN)
                .map(Candidate::name).toList();
    }

    /** The first 100 characters: what an error may repeat. */
    static String cut(String given) {
        return given.length() <= LONGEST ? given : given.substring(0, LONGEST);
    }

    private static int distance(String left, String right) {
        int[] row = new int[right.length() + 1];
        for (int column = 0; column <= right.length(); column++) {
            row[column] = column;
        }
        for (int line = 1; line <= left.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column <= right.length(); column++) {
                int above = row[column];
                int replaced = diagonal + (left.charAt(line - 1) == right.charAt(column - 1) ? 0 : 1);
                row[column] = Math.min(replaced, Math.min(above, row[column - 1]) + 1);
                diagonal = above;
            }
        }
        return row[right.length()];
    }
}
