package dev.muster.loadtest.load;

/** How a session over the network ended. */
public sealed interface SessionResult {
    /** The regular end. */
    record Completed(int exchanges) implements SessionResult {}

    /** The gateway refused for now: {@code status} 503 or 429 to {@code what}. */
    record Refused(int status, String what) implements SessionResult {}

    /** The emulator lost an answer on purpose. */
    record LostByChoice() implements SessionResult {}

    /** Anything else, in a few words that can be counted. */
    record Failed(String why) implements SessionResult {}
}
