package dev.muster.loadtest.load;

import java.time.Duration;

/**
 * How long an emulated device waits.
 *
 * @param connect for the TCP connection
 * @param handshake for TLS
 * @param answer for the answer to one request
 */
public record TimeOuts(Duration connect, Duration handshake, Duration answer) {
    /** What patient devices do: 10, 20 and 60 seconds. */
    public static final TimeOuts PATIENT = new TimeOuts(Duration.ofSeconds(10), Duration.ofSeconds(20),
            Duration.ofSeconds(60));

    public TimeOuts {
        if (connect.toMillis() < 1 || handshake.toMillis() < 1 || answer.toMillis() < 1) {
            throw new IllegalArgumentException("a time-out is at least a millisecond");
        }
    }
}
