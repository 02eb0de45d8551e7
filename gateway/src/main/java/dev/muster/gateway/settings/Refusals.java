package dev.muster.gateway.settings;

import java.util.List;

import dev.muster.gateway.model.OneLine;

/**
 * Serves the ledger: how often a device refused an entry, kept in the text that an administrator reads. Bounded: three reasons
 * of an install and three of its removal, 100 characters each.
 */
final class Refusals {
    /** After so many refusals of one step the gateway stops trying. */
    static final int LIMIT = 3;
    private static final String BETWEEN = "; ";
    private static final String REMOVAL = "removal ";
    private static final int LONGEST = 100;

    private Refusals() {}

    /** The reasons with one more of an install. */
    static String ofInstall(String detail, String reason) {
        return joined(detail, tidy(reason));
    }

    /** The reasons with one more of a removal. */
    static String ofRemoval(String detail, String reason) {
        return joined(detail, REMOVAL + tidy(reason));
    }

    /** How many installs were refused. */
    static int installs(String detail) {
        return (int) reasons(detail).stream().filter(reason -> !reason.startsWith(REMOVAL)).count();
    }

    /** How many removals were refused. */
    static int removals(String detail) {
        return (int) reasons(detail).stream().filter(reason -> reason.startsWith(REMOVAL)).count();
    }

    /** The reasons without those of removals: the setting is wanted again. */
    static String withoutRemovals(String detail) {
        return String.join(BETWEEN, reasons(detail).stream().filter(reason -> !reason.startsWith(REMOVAL)).toList());
    }

    private static List<String> reasons(String detail) {
        return detail.isEmpty() ? List.of() : List.of(detail.split(BETWEEN, -1));
    }

    private static String joined(String detail, String reason) {
        return detail.isEmpty() ? reason : detail + BETWEEN + reason;
    }

    private static String tidy(String reason) {
        String cut = reason.length() <= LONGEST ? reason : reason.substring(0, LONGEST);
        String clean = OneLine.of(cut.replace(';', ',')).strip();
        if (clean.isEmpty()) {
            return "refused";
        }
        return clean.startsWith(REMOVAL) ? "refused: " + clean : clean;
    }
}
