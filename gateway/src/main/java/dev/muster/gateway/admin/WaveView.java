package dev.muster.gateway.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.Platform;
import dev.muster.gateway.store.WaveStore.Counts;
import dev.muster.gateway.store.WaveStore.Report;
import dev.muster.gateway.store.WaveStore.State;
import dev.muster.gateway.store.WaveStore.Wave;

/**
 * A wave as administrators see it.
 *
 * @param affected devices that should hear of the change; null until they are counted
 * @param remaining of them, those that have not switched yet
 * @param pushed wake-ups sent in all passes, {@code accepted} of them taken by a push service
 * @param noToken devices of the newest pass that cannot be woken; {@code dead} and {@code gated} likewise
 * @param perSecond devices walked in a second, of the first pass; null later
 * @param estimatedEnd of the first pass; null later
 */
record WaveView(long epoch, String reason, String state, String startedAt, @Nullable String endedAt, int pass,
        String nextPassAt, @Nullable Long affected, long switched, @Nullable Long remaining, long pushed,
        long accepted, long noToken, long dead, long gated, @Nullable Double perSecond, @Nullable String estimatedEnd,
        Map<String, PlatformRow> platforms, Map<String, Long> reasons) {
    /** The same of one platform. */
    record PlatformRow(long met, long switched, long pushed, long accepted, long later, long refused, long gone,
            long noToken, long dead, long gated) {}

    static WaveView of(Report report) {
        Wave wave = report.wave();
        Counts total = sum(report.total());
        Counts newest = sum(report.newest());
        long switched = report.switched().values().stream().mapToLong(Long::longValue).sum();
        Long affected = wave.affected().map(counted -> Math.max(counted, switched)).orElse(null);
        boolean done = wave.state() == State.DONE;
        Long remaining = done ? Long.valueOf(0) : affected == null ? null : Long.valueOf(affected - switched);
        double seconds = Duration.between(wave.startedAt(), report.now()).toMillis() / 1000.0;
        boolean first = wave.state() == State.RUNNING && wave.pass() == 1 && seconds > 0 && total.met() > 0;
        Double rate = first ? Double.valueOf(Math.round(total.met() / seconds * 10) / 10.0) : null;
        String end = first && affected != null
                ? wave.startedAt().plusMillis((long) (seconds * 1000 * affected / total.met())).toString()
                : null;
        return new WaveView(wave.epoch(), wave.reason(), DeviceView.label(wave.state()), wave.startedAt().toString(),
                wave.endedAt().map(Instant::toString).orElse(null), wave.pass(), wave.passDue().toString(), affected,
                done && affected != null ? affected : switched, remaining, total.pushed(), total.accepted(),
                newest.noToken(), newest.dead(), newest.gated(), rate, end, platforms(report),
                new TreeMap<>(report.reasons()));
    }

    private static Counts sum(Map<Platform, Counts> counts) {
        return counts.values().stream().reduce(Counts.NONE, Counts::plus);
    }

    private static Map<String, PlatformRow> platforms(Report report) {
        Map<String, PlatformRow> rows = new TreeMap<>();
        for (Platform platform : Platform.values()) {
            Counts total = report.total().getOrDefault(platform, Counts.NONE);
            Counts newest = report.newest().getOrDefault(platform, Counts.NONE);
            long switched = report.switched().getOrDefault(platform, 0L);
            if (total.met() > 0 || switched > 0) {
                rows.put(platform.wireName(),
                        new PlatformRow(newest.met(), switched, total.pushed(), total.accepted(), newest.later(),
                                newest.refused(), total.gone(), newest.noToken(), newest.dead(), newest.gated()));
            }
        }
        return rows;
    }
}
