package dev.muster.gateway;

import dev.muster.gateway.model.OneLine;

/** A gateway that did not start, for whoever tried: one line that says what, why, and what to do. Nothing stays open. */
public final class CannotStart extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean configuration;

    private CannotStart(String line, boolean configuration) {
        super(OneLine.of(line));
        this.configuration = configuration;
    }

    /** The machine does not allow it: a port in use, a directory that cannot be written, a second process. */
    static CannotStart because(String line) {
        return new CannotStart(line, false);
    }

    /** The configuration asks for something that cannot be. */
    static CannotStart misconfigured(String line) {
        return new CannotStart(line, true);
    }

    /** Whether the configuration is to blame. */
    public boolean isConfiguration() {
        return configuration;
    }
}
