package dev.muster.loadtest.verdict;

/**
 * One thing a device enforces, in words that are the same on every platform: {@code password.minLength} is {@code 8}.
 *
 * @param what kind and field; for a network or an account also its name
 * @param value value as text
 */
public record Fact(String what, String value) implements Comparable<Fact> {
    /** A password is demanded at all: what several settings state together, so that it is listed once however many do. */
    static final Fact PASSWORD_REQUIRED = new Fact("password.required", "true");

    @Override
    public int compareTo(Fact other) {
        int byName = what.compareTo(other.what);
        return byName != 0 ? byName : value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return what + " = " + value;
    }
}
