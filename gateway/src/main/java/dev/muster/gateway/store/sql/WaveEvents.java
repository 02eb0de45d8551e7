package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.WaveStore.Event;
import dev.muster.gateway.store.WaveStore.Happening;
import dev.muster.gateway.store.WaveStore.Wave;

/**
 * What happened to waves. An event is written in the transaction that makes it happen, after that has locked the wave's row, so
 * numbers are given out one after the other.
 */
final class WaveEvents {
    /** Kept of each tenant. */
    private static final int KEPT = 500;
    static final String PAGE = """
            SELECT number, at, epoch, what, pass, devices FROM wave_event
            WHERE tenant_id = ? AND number > ? ORDER BY number LIMIT ?""";
    static final String LAST = "SELECT coalesce(max(number), 0) FROM wave_event WHERE tenant_id = ?";
    private static final String ADD = """
            INSERT INTO wave_event (tenant_id, number, at, epoch, what, pass, devices) VALUES (?, ?, ?, ?, ?, ?, ?)""";
    private static final String FORGET = "DELETE FROM wave_event WHERE tenant_id = ? AND number <= ?";

    private WaveEvents() {}

    static void add(Link link, Wave wave, Happening what, long devices, Instant now) throws SQLException {
        TenantId tenant = wave.tenant();
        long number = link.one(LAST, args -> args.tenant(tenant), Row::number).orElse(0L) + 1;
        link.update(ADD, args -> args.tenant(tenant).number(number).at(now).number(wave.epoch()).text(what.name())
                .small(wave.pass()).number(devices));
        link.update(FORGET, args -> args.tenant(tenant).number(number - KEPT));
    }

    static List<Event> page(Link link, TenantId tenant, long after, int limit) throws SQLException {
        return link.list(PAGE, args -> args.tenant(tenant).number(after).small(limit),
                row -> new Event(row.number(), row.at(), row.number(), Names.constant(Happening.class, row.text()),
                        row.small(), row.number()));
    }
}
