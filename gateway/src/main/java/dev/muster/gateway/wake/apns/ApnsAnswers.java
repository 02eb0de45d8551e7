package dev.muster.gateway.wake.apns;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

import javax.net.ssl.SSLException;

import com.eatthepath.pushy.apns.PushNotificationResponse;

import dev.muster.gateway.wake.WakeOutcome;

/**
 * What an answer of APNs means for a device (PROTOCOLS.md, Push). A token is dead only by 410 with a time; BadDeviceToken can
 * mean the wrong environment and buries nothing.
 */
final class ApnsAnswers {
    private static final Duration WHEN_BUSY = Duration.ofSeconds(30);
    private static final Duration WHEN_BROKEN = Duration.ofSeconds(10);
    private static final int GONE = 410;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;
    private static final Pattern ALERT = Pattern.compile("(?i)alert.*certificate|certificate.*alert");
    private static final Pattern SAFE = Pattern.compile("[A-Za-z]{1,40}");

    private ApnsAnswers() {}

    static WakeOutcome meaning(PushNotificationResponse<?> response) {
        if (response.isAccepted()) {
            return new WakeOutcome.Accepted();
        }
        int status = response.getStatusCode();
        String reason = safe(response.getRejectionReason(), status);
        if (status == GONE && response.getTokenInvalidationTimestamp().isPresent()) {
            return new WakeOutcome.TokenGone(response.getTokenInvalidationTimestamp().get());
        }
        if (status == TOO_MANY_REQUESTS || status >= SERVER_ERROR) {
            return new WakeOutcome.RetryLater(WHEN_BUSY, reason);
        }
        return new WakeOutcome.Refused(reason);
    }

    /** The connection could not be made, or broke before the answer. */
    static WakeOutcome broken(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            // However TLS is made, the other side's alert is in the text: certificate_revoked, CERTIFICATE_UNKNOWN and so on.
            if (cause instanceof SSLException && ALERT.matcher(String.valueOf(cause.getMessage())).find()) {
                return new WakeOutcome.RetryLater(WHEN_BROKEN, "the push certificate was refused");
            }
        }
        return new WakeOutcome.RetryLater(WHEN_BROKEN, failure.getClass().getSimpleName());
    }

    static WakeOutcome later(String reason) {
        return new WakeOutcome.RetryLater(WHEN_BROKEN, reason);
    }

    /** The other side's words, unless they are no single word: the reason ends up in a log. */
    private static String safe(Optional<String> reason, int status) {
        return reason.filter(word -> SAFE.matcher(word).matches()).orElse("status " + status);
    }
}
