package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.WaveStore.Counts;
import dev.muster.gateway.store.WaveStore.Lease;
import dev.muster.gateway.store.WaveStore.Report;
import dev.muster.gateway.store.WaveStore.State;
import dev.muster.gateway.store.WaveStore.Tally;
import dev.muster.gateway.store.WaveStore.Wave;

/** Rows of waves and of their counters. */
final class WaveCounts {
    private WaveCounts() {}

    static Wave wave(Row row) throws SQLException {
        return new Wave(new TenantId(row.text()), row.number(), row.text(), Names.constant(State.class, row.text()),
                row.at(), row.maybeAt(), row.small(), row.at(), row.small(), row.maybeNumber());
    }

    static void add(Link link, Lease lease, Tally tally) throws SQLException {
        Wave wave = lease.wave();
        Link.Batch counts = link.batch(WaveSql.COUNT);
        for (Map.Entry<Platform, Counts> entry : tally.counts().entrySet()) {
            Counts count = entry.getValue();
            counts.add(args -> args.tenant(wave.tenant()).number(wave.epoch()).small(wave.pass())
                    .small(lease.segment()).text(entry.getKey().wireName()).number(count.met())
                    .number(count.accepted()).number(count.later()).number(count.refused()).number(count.gone())
                    .number(count.noToken()).number(count.dead()).number(count.gated()));
        }
        counts.run();
        Link.Batch reasons = link.batch(WaveSql.REASON);
        for (Map.Entry<String, Long> reason : tally.reasons().entrySet()) {
            reasons.add(args -> args.tenant(wave.tenant()).number(wave.epoch()).text(reason.getKey())
                    .small(lease.segment()).number(reason.getValue()));
        }
        reasons.run();
    }

    static void forget(Link link, TenantId tenant, long epoch) throws SQLException {
        for (String sql : WaveSql.FORGET) {
            link.update(sql, args -> args.tenant(tenant).number(epoch));
        }
    }

    private record Counted(int pass, Platform platform, Counts counts) {}

    static Report report(Link link, Wave wave, Instant now) throws SQLException {
        Args.Binding key = args -> args.tenant(wave.tenant()).number(wave.epoch());
        Map<Platform, Counts> total = new EnumMap<>(Platform.class);
        Map<Platform, Counts> newest = new EnumMap<>(Platform.class);
        int pass = 0;
        for (Counted one : link.list(WaveSql.COUNTS, key,
                row -> new Counted(row.small(), Names.platform(row.text()),
                        new Counts(row.number(), row.number(), row.number(), row.number(), row.number(), row.number(),
                                row.number(), row.number())))) {
            if (one.pass() != pass) {
                pass = one.pass();
                newest.clear();
            }
            newest.put(one.platform(), one.counts());
            total.merge(one.platform(), one.counts(), Counts::plus);
        }
        Map<Platform, Long> switched = new EnumMap<>(Platform.class);
        link.list(WaveSql.SWITCHED, key, row -> Optional.ofNullable(
                switched.put(Names.platform(row.text()), row.number())));
        Map<String, Long> reasons = new LinkedHashMap<>();
        link.list(WaveSql.REASONS, key, row -> Optional.ofNullable(reasons.put(row.text(), row.number())));
        return new Report(wave, total, newest, switched, reasons, now);
    }
}
