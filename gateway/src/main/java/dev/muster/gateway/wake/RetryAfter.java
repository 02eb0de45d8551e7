package dev.muster.gateway.wake;

import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** What a Retry-After header asks for (RFC 9110, 10.2.3): seconds, or a date. */
public final class RetryAfter {
    private static final Duration LONGEST = Duration.ofHours(1);

    private RetryAfter() {}

    /** The pause it names, at most an hour; {@code otherwise} if there is none or it cannot be read. */
    public static Duration of(HttpResponse<?> response, Clock clock, Duration otherwise) {
        String text = response.headers().firstValue("Retry-After").orElse("").strip();
        Duration asked = otherwise;
        try {
            asked = text.matches("[0-9]{1,9}") ? Duration.ofSeconds(Long.parseLong(text))
                    : text.isEmpty() ? otherwise
                            : Duration.between(clock.instant(),
                                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeException unreadable) {
            return otherwise;
        }
        return asked.isNegative() ? Duration.ZERO : asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    }
}
