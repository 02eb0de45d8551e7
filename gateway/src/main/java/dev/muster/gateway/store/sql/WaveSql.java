package dev.muster.gateway.store.sql;

/** The statements of waves. All but {@link #DUE} and those that abandon name one tenant. */
final class WaveSql {
    /** When a segment that is walked to its end in this pass is due: never. */
    static final long NEVER = Long.MAX_VALUE;

    static final String WAVE = """
            w.tenant_id, w.epoch, w.reason, w.state, w.started_at, w.ended_at, w.pass, w.pass_due, w.segments,
            w.affected""";
    static final String TENANT = "SELECT epoch FROM tenant WHERE tenant_id = ?";
    static final String NEWEST = "SELECT " + WAVE
            + " FROM wave w WHERE w.tenant_id = ? ORDER BY w.epoch DESC LIMIT 1";
    static final String RUNNING = "SELECT " + WAVE + " FROM wave w WHERE w.tenant_id = ? AND w.epoch = ?"
            + " AND w.state = 'RUNNING'";
    static final String END = """
            UPDATE wave SET state = ?, ended_at = ? WHERE tenant_id = ? AND epoch = ? AND state = 'RUNNING'""";
    static final String INSERT = """
            INSERT INTO wave (tenant_id, epoch, reason, state, started_at, ended_at, pass, pass_due, segments, affected)
            VALUES (?, ?, ?, 'RUNNING', ?, NULL, 1, ?, ?, NULL)
            ON CONFLICT (tenant_id, epoch) DO UPDATE SET reason = excluded.reason, state = 'RUNNING',
                started_at = excluded.started_at, ended_at = NULL, pass = 1, pass_due = excluded.pass_due,
                segments = excluded.segments, affected = NULL""";
    static final String NEXT_PASS = "UPDATE wave SET pass = ?, pass_due = ? WHERE tenant_id = ? AND epoch = ?";
    static final String AFFECTED = """
            UPDATE wave SET affected = ? WHERE tenant_id = ? AND epoch = ? AND affected IS NULL""";
    static final String OLD = """
            SELECT epoch FROM wave WHERE tenant_id = ? AND state <> 'RUNNING' ORDER BY epoch DESC LIMIT 20 OFFSET 50""";

    static final String UNLEASE = "DELETE FROM wave_lease WHERE tenant_id = ?";
    static final String LEASE = """
            INSERT INTO wave_lease (tenant_id, segment, epoch, from_id, after_id, upto_id, due_at, node, leased_until,
                fence)
            VALUES (?, ?, ?, ?, ?, ?, ?, '', 0, ?)""";
    static final String DUE = """
            SELECT l.tenant_id, l.segment, l.fence FROM wave_lease l WHERE l.due_at <= ? AND l.leased_until <= ?
            ORDER BY l.due_at LIMIT ?""";
    static final String TAKE = """
            UPDATE wave_lease SET node = ?, leased_until = ?, fence = fence + 1
            WHERE tenant_id = ? AND segment = ? AND fence = ? AND leased_until <= ?""";
    static final String TAKEN = "SELECT l.after_id, l.upto_id, l.fence, " + WAVE + """

            FROM wave_lease l JOIN wave w ON w.tenant_id = l.tenant_id AND w.epoch = l.epoch
            WHERE l.tenant_id = ? AND l.segment = ? AND w.state = 'RUNNING'""";
    static final String RENEW = """
            UPDATE wave_lease SET leased_until = ? WHERE tenant_id = ? AND segment = ? AND fence = ? AND epoch = ?""";
    static final String ADVANCE = """
            UPDATE wave_lease SET after_id = ?, leased_until = 0, due_at = ?, fence = fence + 1
            WHERE tenant_id = ? AND segment = ? AND fence = ? AND epoch = ?""";
    static final String RELEASE = """
            UPDATE wave_lease SET leased_until = 0, due_at = ?, fence = fence + 1
            WHERE tenant_id = ? AND segment = ? AND fence = ? AND epoch = ?""";
    static final String ABANDON = """
            UPDATE wave_lease SET leased_until = 0, fence = fence + 1 WHERE node = ? AND leased_until > 0""";
    static final String ABANDON_RING = """
            UPDATE ring_sweep SET leased_until = 0, fence = fence + 1 WHERE node = ? AND leased_until > 0""";
    static final String WALKING = "SELECT count(*) FROM wave_lease WHERE tenant_id = ? AND due_at < ?";
    static final String REWIND = """
            UPDATE wave_lease SET after_id = from_id, due_at = CASE WHEN segment = 0 THEN ? ELSE ? END, leased_until = 0
            WHERE tenant_id = ?""";

    static final String COUNT = """
            INSERT INTO wave_count (tenant_id, epoch, pass, segment, platform, met, accepted, later, refused, gone,
                no_token, dead, gated)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (tenant_id, epoch, pass, segment, platform) DO UPDATE SET met = wave_count.met + excluded.met,
                accepted = wave_count.accepted + excluded.accepted, later = wave_count.later + excluded.later,
                refused = wave_count.refused + excluded.refused, gone = wave_count.gone + excluded.gone,
                no_token = wave_count.no_token + excluded.no_token, dead = wave_count.dead + excluded.dead,
                gated = wave_count.gated + excluded.gated""";
    static final String REASON = """
            INSERT INTO wave_reason (tenant_id, epoch, reason, segment, pushes) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (tenant_id, epoch, reason, segment) DO UPDATE SET pushes = wave_reason.pushes + excluded.pushes""";
    static final String MET = """
            SELECT coalesce(sum(met), 0) FROM wave_count WHERE tenant_id = ? AND epoch = ? AND pass = ?""";
    static final String COUNTS = """
            SELECT pass, platform, sum(met), sum(accepted), sum(later), sum(refused), sum(gone), sum(no_token), sum(dead),
                sum(gated)
            FROM wave_count WHERE tenant_id = ? AND epoch = ? GROUP BY pass, platform ORDER BY pass""";
    static final String SWITCHED = """
            SELECT platform, sum(devices) FROM wave_switched WHERE tenant_id = ? AND epoch = ? GROUP BY platform""";
    static final String REASONS = """
            SELECT reason, sum(pushes) FROM wave_reason WHERE tenant_id = ? AND epoch = ? GROUP BY reason
            ORDER BY 2 DESC LIMIT 50""";

    /** What a wave leaves behind, by table. */
    static final String[] FORGET = {"DELETE FROM wave_count WHERE tenant_id = ? AND epoch = ?",
            "DELETE FROM wave_reason WHERE tenant_id = ? AND epoch = ?",
            "DELETE FROM wave_switched WHERE tenant_id = ? AND epoch = ?"};
    static final String FORGET_WAVE = "DELETE FROM wave WHERE tenant_id = ? AND epoch = ?";

    private WaveSql() {}
}
