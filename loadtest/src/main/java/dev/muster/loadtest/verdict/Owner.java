package dev.muster.loadtest.verdict;

/** Whose device it is, which decides who serves it. */
public sealed interface Owner {
    /**
     * A user.
     *
     * @param intuneLicence whether the user holds an enabled plan that entitles Intune
     * @param coManaged whether the user's devices are co-managed
     */
    record User(boolean intuneLicence, boolean coManaged) implements Owner {}

    /**
     * Nobody (R8).
     *
     * @param placedUnder the service it has belonged to since it enrolled, or since an administrator moved it
     */
    record Nobody(Service placedUnder) implements Owner {}
}
