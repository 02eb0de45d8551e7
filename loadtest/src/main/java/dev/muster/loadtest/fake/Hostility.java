package dev.muster.loadtest.fake;

import java.time.Duration;
import java.util.Random;

/**
 * How badly a fake push service behaves, as shares of its answers from 0 to 1; what is left is answered well. Seeded: the same
 * seed misbehaves in the same order.
 *
 * @param seed of its choices
 * @param throttled too many requests, come back later
 * @param failing an error of the server
 * @param dropped the connection ends without an answer
 * @param slow answered well, but late
 * @param expired the access token is refused although it is good
 * @param leaving answered well, and the connection is closed with a goodbye (GOAWAY): what is sent on it afterwards is not taken
 */
public record Hostility(long seed, double throttled, double failing, double dropped, double slow, double expired,
        double leaving) {
    /** Behaves. */
    public static final Hostility NONE = new Hostility(0, 0, 0, 0, 0, 0, 0);
    /** How late slow answers are. */
    public static final Duration LATE = Duration.ofMillis(300);

    public Hostility {
        if (throttled < 0 || failing < 0 || dropped < 0 || slow < 0 || expired < 0 || leaving < 0
                || throttled + failing + dropped + slow + expired + leaving > 1) {
            throw new IllegalArgumentException("shares are at least 0 and at most 1 together");
        }
    }

    /** What may happen to a request. */
    enum Mood {
        WELL, THROTTLED, FAILING, DROPPED, SLOW, EXPIRED, LEAVING
    }

    /** The choices of one fake. */
    Moods moods() {
        return new Moods(this);
    }

    /** Chooses in order; thread-safe. */
    static final class Moods {
        private final Hostility shares;
        private final Random random;

        private Moods(Hostility shares) {
            this.shares = shares;
            this.random = new Random(shares.seed());
        }

        synchronized Mood next() {
            double point = random.nextDouble();
            Mood[] moods = {Mood.THROTTLED, Mood.FAILING, Mood.DROPPED, Mood.SLOW, Mood.EXPIRED,
                    Mood.LEAVING};
            double[] share = {shares.throttled(), shares.failing(), shares.dropped(), shares.slow(), shares.expired(),
                    shares.leaving()};
            for (int i = 0; i < moods.length; i++) {
                if (point < share[i]) {
                    return moods[i];
                }
                point -= share[i];
            }
            return Mood.WELL;
        }
    }
}
