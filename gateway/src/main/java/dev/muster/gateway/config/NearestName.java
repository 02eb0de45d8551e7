package dev.muster.gateway.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant: the known name with the fewest edits from the one they wrote. */
public final class NearestName {
    private NearestName() {}

    /** The nearest of the known names; empty only if there are none. Case counts less than a letter. */
    public static Optional<String> to(String written, Collection<String> known) {
        return known.stream().min(Comparator.<String>comparingInt(name -> distance(written, name))
                .thenComparing(Comparator.naturalOrder()));
    }

    /** Inserted, deleted, replaced and swapped letters, each twice the weight of a letter in the wrong case. */
    static int distance(String left, String right) {
        String a = left.length() > 100 ? left.substring(0, 100) : left;
        int[] beforeLast = new int[right.length() + 1];
        int[] last = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            last[j] = 2 * j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[right.length() + 1];
            row[0] = 2 * i;
            for (int j = 1; j <= right.length(); j++) {
                int replaced = last[j - 1] + cost(a.charAt(i - 1), right.charAt(j - 1));
                row[j] = Math.min(replaced, 2 + Math.min(last[j], row[j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == right.charAt(j - 2)
                        && a.charAt(i - 2) == right.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 2);
                }
            }
            beforeLast = last;
            last = row;
        }
        return last[right.length()];
    }

    private static int cost(char a, char b) {
        if (a == b) {
            return 0;
        }
        String lowerA = String.valueOf(a).toLowerCase(Locale.ROOT);
        return lowerA.equals(String.valueOf(b).toLowerCase(Locale.ROOT)) ? 1 : 2;
    }
}
