package dev.muster.gateway.wake;

import java.time.Duration;
import java.time.Instant;

/** What a push service said of one wake-up. */
public sealed interface WakeOutcome {
    /** Its name in metrics. */
    default String word() {
        return switch (this) {
            case Accepted _ -> "accepted";
            case TokenGone _ -> "gone";
            case RetryLater _ -> "later";
            case Refused _ -> "refused";
        };
    }

    /** Taken; the device may still be off. */
    record Accepted() implements WakeOutcome {}

    /** The token is dead since this moment. */
    record TokenGone(Instant since) implements WakeOutcome {}

    /** Not now; try again after this long. The reason is safe to log. */
    record RetryLater(Duration after, String reason) implements WakeOutcome {}

    /** Refused for good; the reason is safe to log. */
    record Refused(String reason) implements WakeOutcome {}
}
