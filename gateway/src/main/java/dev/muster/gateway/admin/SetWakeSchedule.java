package dev.muster.gateway.admin;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.TenantStore;
import dev.muster.gateway.store.WakeScheduleStore;
import dev.muster.gateway.store.WakeScheduleStore.Quiet;
import dev.muster.gateway.store.WakeScheduleStore.Schedule;

/** Sets how often and how fast a tenant's devices are woken; what the body leaves out has its default. */
final class SetWakeSchedule implements Operation {
    record Request(@Nullable Integer intervalMinutes, @Nullable Integer perSecond,
            ScheduleView.@Nullable Quiet quiet) {}

    private final TenantStore tenants;
    private final WakeScheduleStore schedules;
    private final Journal journal;

    SetWakeSchedule(TenantStore tenants, WakeScheduleStore schedules, Journal journal) {
        this.tenants = tenants;
        this.schedules = schedules;
        this.journal = journal;
    }

    @Override
    public String method() {
        return "PUT";
    }

    @Override
    public String path() {
        return "/tenants/{tenant}/wake-schedule";
    }

    @Override
    public Answer handle(Call call) {
        TenantId tenant = Tenants.existing(tenants, call.tenant()).id();
        Request request = call.body(Request.class);
        long minutes = request.intervalMinutes() == null ? Schedule.USUAL.interval().toMinutes()
                : request.intervalMinutes();
        int perSecond = request.perSecond() == null ? Schedule.USUAL.perSecond() : request.perSecond();
        ranged("intervalMinutes", minutes, 15, 10_080);
        ranged("perSecond", perSecond, 1, 100_000);
        Schedule schedule = new Schedule(Duration.ofMinutes(minutes), perSecond,
                Optional.ofNullable(request.quiet()).map(SetWakeSchedule::quiet));
        schedules.put(tenant, schedule);
        journal.note(tenant, "wake-schedule.set", Map.of("intervalMinutes", minutes, "perSecond", perSecond, "quiet",
                request.quiet() != null));
        return Answer.ok(ScheduleView.of(schedule));
    }

    private static void ranged(String field, long value, long least, long most) {
        if (value < least || value > most) {
            throw ApiProblem.badField(field, "lies between " + least + " and " + most);
        }
    }

    private static Quiet quiet(ScheduleView.Quiet given) {
        LocalTime from = time("quiet.from", given.from());
        LocalTime to = time("quiet.to", given.to());
        if (from.equals(to)) {
            throw ApiProblem.badField("quiet.to", "must be another time than quiet.from");
        }
        try {
            return new Quiet(from, to, ZoneId.of(Fields.text("quiet.zone", given.zone(), 60)));
        } catch (DateTimeException unknown) {
            throw ApiProblem.badField("quiet.zone", "must name a time zone such as Europe/Berlin or UTC");
        }
    }

    private static LocalTime time(String field, @Nullable String text) {
        try {
            return LocalTime.parse(Fields.text(field, text, 5)).truncatedTo(ChronoUnit.MINUTES);
        } catch (DateTimeException wrong) {
            throw ApiProblem.badField(field, "must be a time of day such as 22:00");
        }
    }
}
