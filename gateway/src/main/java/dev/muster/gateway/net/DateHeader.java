package dev.muster.gateway.net;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import io.netty.util.AsciiString;

/** The Date header of answers (RFC 9110, section 6.6.1), written once a second. Any thread may call it. */
final class DateHeader {
    private static final DateTimeFormatter FORM = DateTimeFormatter
            .ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private record Written(long second, AsciiString text) {}

    private final Clock clock;
    private volatile Written last = new Written(Long.MIN_VALUE, AsciiString.EMPTY_STRING);

    DateHeader(Clock clock) {
        this.clock = clock;
    }

    /** The header's value at this moment. */
    CharSequence now() {
        Instant now = clock.instant();
        Written written = last;
        if (written.second() != now.getEpochSecond()) {
            written = new Written(now.getEpochSecond(), AsciiString.of(FORM.format(now)));
            last = written;
        }
        return written.text();
    }
}
