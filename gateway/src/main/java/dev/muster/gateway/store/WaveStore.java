package dev.muster.gateway.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantId;

/**
 * Waves (idea 7 of the architecture): one row for each change whose devices are woken, its cursors, leases and counters. A
 * tenant has one running wave at most. Times are the database's, so that nodes need not agree on theirs.
 *
 * <pre>
 * RUNNING --nobody is due--> DONE
 *    |----all passes made--> LAPSED
 *    |----an administrator-> CANCELLED
 *    '----a newer change---> SUPERSEDED
 * </pre>
 */
public interface WaveStore {
    /** Where a wave stands. */
    enum State {
        RUNNING, DONE, LAPSED, CANCELLED, SUPERSEDED
    }

    /**
     * A wave.
     *
     * @param epoch of the tenant when it started; names the wave within the tenant
     * @param reason what changed, a word such as {@code authority}
     * @param pass number of the pass under way or waited for, from 1
     * @param passDue when that pass may begin
     * @param affected devices that were due when it started; empty until they are counted
     */
    record Wave(TenantId tenant, long epoch, String reason, State state, Instant startedAt, Optional<Instant> endedAt,
            int pass, Instant passDue, int segments, Optional<Long> affected) {}

    /** What became of asking for a wave. */
    sealed interface Start {
        /** It runs; one that ran before is superseded. */
        record Started(Wave wave) implements Start {}

        /** A wave of this very epoch runs already. */
        record Running(Wave wave) implements Start {}

        /** No such tenant. */
        record Unknown() implements Start {}
    }

    /** A segment whose time has come and that nobody holds. */
    record Candidate(TenantId tenant, int segment, long fence) {}

    /**
     * The right to walk a segment for a while; lost when somebody else took it afterwards.
     *
     * @param wave the wave as it was when the lease was taken
     * @param span what is left of the segment in this pass
     * @param takenAt when it was taken, by the database's clock
     */
    record Lease(Wave wave, int segment, DeviceStore.Span span, long fence, Instant takenAt) {
        /** Whether the pass has not begun: the segment is due only to see whether everybody has come. */
        public boolean isLook() {
            return wave.passDue().isAfter(takenAt);
        }
    }

    /**
     * What became of devices, for one platform.
     *
     * @param met devices that were due
     * @param accepted wake-ups a push service took
     * @param later wake-ups it could not take now: left to the next pass
     * @param refused wake-ups refused for good
     * @param gone tokens it called dead just now
     * @param noToken devices that never reported where to wake them
     * @param dead devices whose token was dead already
     * @param gated devices not woken because their authority lacks its push certificate (R13)
     */
    record Counts(long met, long accepted, long later, long refused, long gone, long noToken, long dead, long gated) {
        public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0);

        /** Both together. */
        public Counts plus(Counts other) {
            return new Counts(met + other.met, accepted + other.accepted, later + other.later, refused + other.refused,
                    gone + other.gone, noToken + other.noToken, dead + other.dead, gated + other.gated);
        }

        /** Wake-ups sent. */
        public long pushed() {
            return accepted + later + refused + gone;
        }
    }

    /** What became of a page: counts by platform, and why wake-ups were refused or put off (at most {@link #MOST_REASONS}). */
    record Tally(Map<Platform, Counts> counts, Map<String, Long> reasons) {
        public static final int MOST_REASONS = 16;

        public Tally {
            counts = Map.copyOf(counts);
            reasons = Map.copyOf(reasons);
        }
    }

    /**
     * How far a wave has come.
     *
     * @param total of all passes, by platform
     * @param newest of the newest pass that has met anybody, by platform
     * @param switched devices that converged while it ran, by platform; seconds late, and a killed node loses seconds of it
     * @param now the database's time
     */
    record Report(Wave wave, Map<Platform, Counts> total, Map<Platform, Counts> newest, Map<Platform, Long> switched,
            Map<String, Long> reasons, Instant now) {
        public Report {
            total = Map.copyOf(total);
            newest = Map.copyOf(newest);
            switched = Map.copyOf(switched);
            reasons = Map.copyOf(reasons);
        }
    }

    /**
     * Starts a wave for the tenant's present epoch, superseding one of an older epoch. Ended waves but the fifty newest are
     * forgotten.
     *
     * @param segments into how many ranges of device ids it is cut, 1 to 64
     */
    Start start(TenantId tenant, String reason, int segments);

    /** Ends a running wave; false if none runs. */
    boolean cancel(TenantId tenant);

    /** Whether a wave should run but does not: devices are due, and the newest wave is of an older epoch. */
    boolean isMissing(TenantId tenant);

    /** Segments whose time has come, of any tenant, the one that waits longest first. */
    List<Candidate> due(int limit);

    /** Takes a lease; empty if somebody else was faster or the wave is over. */
    Optional<Lease> take(Candidate candidate, String node, Duration duration);

    /** Makes a lease last this long from now; false if it is lost. */
    boolean renew(Lease lease, Duration duration);

    /** Notes how many devices are due, once. */
    void affected(TenantId tenant, long epoch, long devices);

    /** Devices due in a tenant, counted in pieces: no piece reads for long. Once per wave. */
    long countDue(TenantId tenant);

    /** Whether any device of the tenant is due; one probe of an index. */
    boolean anyDue(TenantId tenant);

    /** Moves the cursor past a page, adds its tally and gives the lease back; false, changing nothing, if it is lost. */
    boolean advance(Lease lease, DeviceId after, Tally tally);

    /** Gives back whatever a node holds, waves' segments and the ring's hands: its process ends. */
    void abandon(String node);

    /** Gives the lease back for a while without moving anything. */
    boolean release(Lease lease, Duration pause);

    /**
     * The segment is walked to its end in this pass. When it was the last one, the wave is done if nobody was met, lapses
     * after the last pass, or waits for its next one.
     *
     * @param passes when passes begin, from the start of the wave; the first is 0
     * @param look after how long segment 0 is due again to see whether everybody has come
     */
    boolean finish(Lease lease, Tally tally, List<Duration> passes, Duration look);

    /** Nobody is due any more: ends the wave; false if the lease is lost. */
    boolean done(Lease lease);

    /** What may happen to a wave. */
    enum Happening {
        STARTED, COUNTED, PASS_ENDED, DONE, LAPSED, CANCELLED, SUPERSEDED
    }

    /**
     * Something that happened to a wave.
     *
     * @param number counts the tenant's events from 1
     * @param epoch of the wave
     * @param pass the wave's pass at that moment
     * @param devices of COUNTED, those that should hear of the change; of PASS_ENDED, those it met that had not come; else 0
     */
    record Event(long number, Instant at, long epoch, Happening what, int pass, long devices) {}

    /** Events with a higher number, oldest first. The newest 500 of a tenant are kept. */
    List<Event> events(TenantId tenant, long after, int limit);

    /** The newest wave of a tenant; empty if it never had one. */
    Optional<Report> newest(TenantId tenant);
}
