package dev.muster.gateway.wake;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

import dev.muster.gateway.model.Platform;
import dev.muster.gateway.store.WaveStore.Counts;
import dev.muster.gateway.store.WaveStore.Tally;

/** Serves one page: adds up what became of its devices. Used by the page's thread only. */
final class PageTally {
    private static final String OTHER = "other";

    private final Map<Platform, Counts> counts = new EnumMap<>(Platform.class);
    private final Map<String, Long> reasons = new HashMap<>();

    /** What may become of a device. */
    enum End {
        ACCEPTED, LATER, REFUSED, GONE, NO_TOKEN, DEAD, GATED
    }

    void end(Platform platform, End how) {
        counts.merge(platform, switch (how) {
            case ACCEPTED -> new Counts(1, 1, 0, 0, 0, 0, 0, 0);
            case LATER -> new Counts(1, 0, 1, 0, 0, 0, 0, 0);
            case REFUSED -> new Counts(1, 0, 0, 1, 0, 0, 0, 0);
            case GONE -> new Counts(1, 0, 0, 0, 1, 0, 0, 0);
            case NO_TOKEN -> new Counts(1, 0, 0, 0, 0, 1, 0, 0);
            case DEAD -> new Counts(1, 0, 0, 0, 0, 0, 1, 0);
            case GATED -> new Counts(1, 0, 0, 0, 0, 0, 0, 1);
        }, Counts::plus);
    }

    void end(Platform platform, End how, String reason) {
        end(platform, how);
        String kept = reasons.size() < Tally.MOST_REASONS - 1 || reasons.containsKey(reason) ? reason : OTHER;
        reasons.merge(kept, 1L, Long::sum);
    }

    Tally sum() {
        return new Tally(counts, reasons);
    }
}
