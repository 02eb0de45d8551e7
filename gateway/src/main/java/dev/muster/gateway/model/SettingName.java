package dev.muster.gateway.model;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * The name of a setting. Names that differ only by case are one name (R11): {@link #key()} decides.
 *
 * @param value 1 to 100 characters, no control characters
 */
public record SettingName(String value) {
    /** Letters and symbols that show nothing: Hangul fillers, the blank Braille pattern, the grapheme joiner. */
    private static final String FILLERS = "\u115F\u1160\u3164\uFFA0\u2800\u034F";

    public SettingName {
        if (value.isBlank() || value.length() > 100 || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a setting name has 1 to 100 characters and no control characters");
        }
    }

    /**
     * Why nobody could tell this name from another one by looking at it; empty for a good one. New settings need a good one,
     * while what was stored before stays readable and can be withdrawn.
     */
    public Optional<String> oddity() {
        if (!value.equals(value.strip()) || value.contains("  ")) {
            return Optional.of("must not begin or end with a space or have two in a row");
        }
        if (value.codePoints().anyMatch(SettingName::isInvisible)) {
            return Optional.of("must not hold invisible characters or spaces other than the plain one");
        }
        return Normalizer.isNormalized(value, Normalizer.Form.NFC)
                ? Optional.empty()
                : Optional.of("must be in composed form (Unicode NFC)");
    }

    private static boolean isInvisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.FORMAT, Character.CONTROL, Character.SURROGATE, Character.UNASSIGNED, Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            case Character.SPACE_SEPARATOR -> codePoint != ' ';
            default -> FILLERS.indexOf(codePoint) >= 0 || isVariationSelector(codePoint);
        };
    }

    private static boolean isVariationSelector(int codePoint) {
        return (codePoint >= 0xFE00 && codePoint <= 0xFE0F) || (codePoint >= 0xE0100 && codePoint <= 0xE01EF);
    }

    /** What is compared: the name in lower case. */
    public String key() {
        return value.toLowerCase(Locale.ROOT);
    }
}
