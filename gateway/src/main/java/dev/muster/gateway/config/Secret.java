package dev.muster.gateway.config;

/**
 * A password or another text that must not show: its text form is {@code ***}.
 *
 * @param value the secret itself
 */
public record Secret(String value) {
    @Override
    public String toString() {
        return "***";
    }
}
