package dev.muster.gateway;

import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import dev.muster.gateway.wake.Load;

/** How check-ins fare, as the meters tell it; read once a second by whoever paces wake-ups. */
final class MeteredLoad implements Load.Probe {
    private final MeterRegistry registry;
    private final DoubleSupplier full;

    /** @param full share of the slots for check-ins that are taken */
    MeteredLoad(MeterRegistry registry, DoubleSupplier full) {
        this.registry = registry;
        this.full = full;
    }

    @Override
    public Load now() {
        long answered = 0;
        double nanos = 0;
        for (Timer timer : registry.find("muster.checkins").timers()) {
            answered += timer.count();
            nanos += timer.totalTime(TimeUnit.NANOSECONDS);
        }
        double refused = 0;
        for (Counter counter : registry.find("muster.checkins.refused").counters()) {
            String category = counter.getId().getTag("category");
            if ("overloaded".equals(category) || "store-unavailable".equals(category)) {
                refused += counter.count();
            }
        }
        return new Load(answered, nanos, (long) refused, full.getAsDouble());
    }
}
