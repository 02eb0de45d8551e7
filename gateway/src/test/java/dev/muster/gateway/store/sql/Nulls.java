package dev.muster.gateway.store.sql;

/** What must not be, for tests of what happens when it is. */
final class Nulls {
    private Nulls() {}

    @SuppressWarnings("NullAway") // the one place that breaks the rule, so that a statement fails in the database
    static String text() {
        return null;
    }
}
