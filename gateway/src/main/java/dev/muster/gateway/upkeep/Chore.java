package dev.muster.gateway.upkeep;

/** Something that is looked after now and then. One thread calls it; it may block on the store, and may be called again at any time. */
public interface Chore {
    /** Its name, for the log. */
    String name();

    /** Does what is due now; what it leaves is due at the next call. May throw when the store does not answer. */
    void run();
}
