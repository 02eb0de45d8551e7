package dev.muster.loadtest.verdict;

/**
 * One thing a device enforces, in words that are the same on every platform: {@code password.minLength} is {@code 8}.
 *
 * @param what kind and field; for a network or an account also its name
 * @param value value as text
 */
public record Fact(String what, String value) implements Comparable<Fact> {
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
