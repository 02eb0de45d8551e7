package dev.muster.protocol.plist;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Serves {@link PlistCodec}: the text forms of numbers, dates and data. Reading returns null for a text that is none;
 * writing gives what reading takes.
 */
final class PlistScalars {
    /** Longest text of a number. */
    private static final int MAX_NUMBER = 400;

    private PlistScalars() {}

    /** An optional sign, then decimal digits or {@code 0x} and hexadecimal ones, in the range of a long. */
    static @Nullable Long integer(String text) {
        String digits = text.strip();
        if (digits.isEmpty() || digits.length() > MAX_NUMBER) {
            return null;
        }
        boolean negative = digits.charAt(0) == '-';
        int from = negative || digits.charAt(0) == '+' ? 1 : 0;
        int radix = 10;
        if (digits.regionMatches(true, from, "0x", 0, 2)) {
            radix = 16;
            from += 2;
        }
        if (from == digits.length()) {
            return null;
        }
        // Gathered as a negative number: the smallest long has no positive counterpart.
        long value = 0;
        for (int i = from; i < digits.length(); i++) {
            char c = digits.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, radix) : -1;
            if (digit < 0 || value < (Long.MIN_VALUE + digit) / radix) {
                return null;
            }
            value = value * radix - digit;
        }
        if (negative) {
            return value;
        }
        return value == Long.MIN_VALUE ? null : -value;
    }

    /** A decimal number, or one of the names that Apple's writer uses for infinity and not-a-number. */
    static @Nullable Double real(String text) {
        String number = text.strip();
        if (number.isEmpty() || number.length() > MAX_NUMBER) {
            return null;
        }
        switch (number.toLowerCase(Locale.ROOT)) {
            case "nan" -> {
                return Double.NaN;
            }
            case "inf", "+inf", "infinity", "+infinity" -> {
                return Double.POSITIVE_INFINITY;
            }
            case "-inf", "-infinity" -> {
                return Double.NEGATIVE_INFINITY;
            }
            default -> {
                // Java would also take a type suffix and hexadecimal numbers.
                if (!number.chars().allMatch(c -> (c >= '0' && c <= '9') || "+-.eE".indexOf(c) >= 0)) {
                    return null;
                }
            }
        }
        try {
            return Double.valueOf(number);
        } catch (NumberFormatException none) {
            return null;
        }
    }

    static String write(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        return Double.isInfinite(value) ? value > 0 ? "+infinity" : "-infinity" : Double.toString(value);
    }

    /** Exactly {@code YYYY-MM-DDThh:mm:ssZ}. */
    static @Nullable Instant date(String text) {
        String date = text.strip();
        if (date.length() != 20 || !hasShape(date)) {
            return null;
        }
        try {
            return LocalDateTime
                    .of(number(date, 0, 4), number(date, 5, 7), number(date, 8, 10), number(date, 11, 13),
                            number(date, 14, 16), number(date, 17, 19))
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException none) {
            return null;
        }
    }

    private static boolean hasShape(String date) {
        String shape = "0000-00-00T00:00:00Z";
        for (int i = 0; i < shape.length(); i++) {
            char c = date.charAt(i);
            if (shape.charAt(i) == '0' ? c < '0' || c > '9' : c != shape.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int number(String date, int from, int to) {
        return Integer.parseInt(date, from, to, 10);
    }

    /** @throws IllegalArgumentException outside the years 0000 to 9999, which the form cannot carry */
    static String write(Instant date) {
        String text = date.truncatedTo(ChronoUnit.SECONDS).toString();
        if (text.length() != 20) {
            throw new IllegalArgumentException("a property list carries the years 0000 to 9999");
        }
        return text;
    }

    /** Base64 with blanks anywhere. */
    static byte @Nullable [] data(String text) {
        byte[] packed = new byte[text.length()];
        int size = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                return null;
            }
            if (c > ' ') {
                packed[size++] = (byte) c;
            }
        }
        try {
            return Base64.getDecoder().decode(java.util.Arrays.copyOf(packed, size));
        } catch (IllegalArgumentException none) {
            return null;
        }
    }
}
