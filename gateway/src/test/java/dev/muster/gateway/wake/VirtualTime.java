package dev.muster.gateway.wake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A time that passes only when somebody waits for it: hours of a wave in a moment. */
final class VirtualTime extends Clock implements WakeTime {
    private Instant now;

    VirtualTime(Instant start) {
        this.now = start;
    }

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public Instant instant() {
        return now();
    }

    @Override
    public synchronized void sleep(Duration duration) {
        if (duration.isPositive()) {
            now = now.plus(duration);
        }
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
