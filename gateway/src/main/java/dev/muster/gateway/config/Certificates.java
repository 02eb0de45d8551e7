package dev.muster.gateway.config;

import java.time.Duration;

/**
 * The life of certificates.
 *
 * @param renewedGoodFor how long a device's certificate is good after the first complete session over the one that renews it
 *        (R18), 0 to 30 days
 */
public record Certificates(Duration renewedGoodFor) {
    private static final Duration LONGEST = Duration.ofDays(30);
    static final Certificates DEFAULTS = new Certificates(Duration.ofHours(24));

    public Certificates {
        if (renewedGoodFor.isNegative() || renewedGoodFor.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("renewedGoodFor must be 0s to 30d");
        }
    }
}
