package dev.muster.gateway.admin;

/** How much of a list one answer holds: {@code limit}, 1 to 1,000, 100 unless said otherwise. */
final class PageSize {
    private static final int MOST = 1_000;
    private static final int PRESET = 100;

    private PageSize() {}

    /** The limit of a call, or 400. */
    static int of(Call call) {
        return call.query("limit").map(PageSize::number).orElse(PRESET);
    }

    private static int number(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw ApiProblem.badField("limit", "must be a whole number from 1 to " + MOST);
        }
        return Fields.number("limit", Integer.valueOf(text), 1, MOST, PRESET);
    }
}
