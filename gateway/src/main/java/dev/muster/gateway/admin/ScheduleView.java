package dev.muster.gateway.admin;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.store.WakeScheduleStore.Schedule;

/** A tenant's wake-up schedule as administrators see it. */
record ScheduleView(long intervalMinutes, int perSecond, @Nullable Quiet quiet) {
    /** When waves rest; times of day such as {@code 22:00}. */
    record Quiet(@Nullable String from, @Nullable String to, @Nullable String zone) {}

    static ScheduleView of(Schedule schedule) {
        return new ScheduleView(schedule.interval().toMinutes(), schedule.perSecond(), schedule.quiet()
                .map(quiet -> new Quiet(quiet.from().toString(), quiet.to().toString(), quiet.zone().getId()))
                .orElse(null));
    }
}
