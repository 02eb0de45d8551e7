package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.WakeScheduleStore;

/** Wake-up schedules of tenants. */
final class SqlWakeSchedules implements WakeScheduleStore {
    private static final String GET = """
            SELECT interval_minutes, per_second, quiet_from, quiet_to, zone FROM wake_schedule WHERE tenant_id = ?""";
    private static final String PUT = """
            INSERT INTO wake_schedule (tenant_id, interval_minutes, per_second, quiet_from, quiet_to, zone)
            SELECT t.tenant_id, ?, ?, ?, ?, ? FROM tenant t WHERE t.tenant_id = ?
            ON CONFLICT (tenant_id) DO UPDATE SET interval_minutes = excluded.interval_minutes,
                per_second = excluded.per_second, quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to,
                zone = excluded.zone""";

    private final Database database;

    SqlWakeSchedules(Database database) {
        this.database = database;
    }

    @Override
    public Schedule schedule(TenantId tenant) {
        return database.read(link -> link.one(GET, args -> args.tenant(tenant), SqlWakeSchedules::schedule))
                .orElse(Schedule.USUAL);
    }

    private static Schedule schedule(Row row) throws SQLException {
        Duration interval = Duration.ofMinutes(row.number());
        int perSecond = row.small();
        Optional<Long> from = row.maybeNumber();
        Optional<Long> to = row.maybeNumber();
        String zone = row.text();
        Optional<Quiet> quiet = from.isPresent() && to.isPresent()
                ? Optional.of(new Quiet(LocalTime.ofSecondOfDay(from.get() * 60),
                        LocalTime.ofSecondOfDay(to.get() * 60), ZoneId.of(zone)))
                : Optional.empty();
        return new Schedule(interval, perSecond, quiet);
    }

    @Override
    public boolean put(TenantId tenant, Schedule schedule) {
        Optional<Quiet> quiet = schedule.quiet();
        return database.change(link -> link.update(PUT, args -> args.number(schedule.interval().toMinutes())
                .small(schedule.perSecond()).maybeNumber(quiet.map(window -> minutes(window.from())))
                .maybeNumber(quiet.map(window -> minutes(window.to())))
                .text(quiet.map(window -> window.zone().getId()).orElse("UTC")).tenant(tenant)) == 1);
    }

    private static long minutes(LocalTime time) {
        return time.toSecondOfDay() / 60;
    }
}
