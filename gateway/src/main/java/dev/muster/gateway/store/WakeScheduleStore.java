package dev.muster.gateway.store;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

import dev.muster.gateway.model.TenantId;

/** What administrators decided about wake-ups of their tenant. */
public interface WakeScheduleStore {
    /**
     * A tenant's wish.
     *
     * @param interval longest time between two regular check-ins (R17), 15 minutes to 7 days
     * @param perSecond wake-ups a second at most, 1 to 100,000
     * @param quiet when waves rest; empty if never. The ring does not rest, since R17 holds at night too
     */
    record Schedule(Duration interval, int perSecond, Optional<Quiet> quiet) {
        private static final Duration SHORTEST = Duration.ofMinutes(15);
        private static final Duration LONGEST = Duration.ofDays(7);

        /** Eight hours (R17), a thousand a second, no rest. */
        public static final Schedule USUAL = new Schedule(Duration.ofHours(8), 1_000, Optional.empty());

        public Schedule {
            if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("interval lies between 15 minutes and 7 days");
            }
            if (perSecond < 1 || perSecond > 100_000) {
                throw new IllegalArgumentException("perSecond lies between 1 and 100000");
            }
        }
    }

    /**
     * A window of the day, over midnight if {@code from} is later than {@code to}.
     *
     * @param from first moment of it
     * @param to first moment after it; not the same as {@code from}
     */
    record Quiet(LocalTime from, LocalTime to, ZoneId zone) {
        public Quiet {
            if (from.equals(to)) {
                throw new IllegalArgumentException("a quiet window ends at another time than it begins");
            }
        }

        /** How long it still lasts; zero outside of it. */
        public Duration left(Instant now) {
            ZonedDateTime here = now.atZone(zone);
            LocalTime clock = here.toLocalTime();
            boolean inside = from.isBefore(to)
                    ? !clock.isBefore(from) && clock.isBefore(to)
                    : !clock.isBefore(from) || clock.isBefore(to);
            if (!inside) {
                return Duration.ZERO;
            }
            ZonedDateTime end = here.with(to);
            return Duration.between(now, (end.isAfter(here) ? end : end.plusDays(1)).toInstant());
        }
    }

    /** The tenant's schedule; {@link Schedule#USUAL} if nobody decided anything. */
    Schedule schedule(TenantId tenant);

    /** Sets it; false if there is no such tenant. */
    boolean put(TenantId tenant, Schedule schedule);
}
