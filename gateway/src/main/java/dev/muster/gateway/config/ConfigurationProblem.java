package dev.muster.gateway.config;

import dev.muster.gateway.model.OneLine;

/**
 * A configuration that cannot be used. The message is one line for the person who wrote it: where, what, and what would be
 * right. It never holds the value of a {@link Secret}.
 */
public final class ConfigurationProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigurationProblem(String message) {
        super(OneLine.of(message)); // a value it quotes may hold line breaks
    }
}
