package dev.muster.gateway.model;

import java.util.Locale;

/**
 * The name of a setting. Names that differ only by case are one name (R11): {@link #key()} decides.
 *
 * @param value 1 to 100 characters, no control characters
 */
public record SettingName(String value) {
    public SettingName {
        if (value.isBlank() || value.length() > 100 || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a setting name has 1 to 100 characters and no control characters");
        }
    }

    /** What is compared: the name in lower case. */
    public String key() {
        return value.toLowerCase(Locale.ROOT);
    }
}
