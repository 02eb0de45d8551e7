package dev.muster.gateway.admin;

import java.util.List;

import dev.muster.gateway.authority.ResetChecklist.Point;
import dev.muster.gateway.model.Reset;

/**
 * A reset as administrators see it.
 *
 * @param open points that are not settled at this moment
 */
record ResetView(String from, String to, String state, String requestedAt, String changedAt, List<Open> open) {
    /** @param recorded whether an administrator states it; else the gateway looks it up */
    record Open(String point, String words, boolean recorded) {}

    static ResetView of(Reset reset, List<Point> open) {
        return new ResetView(reset.from().wireName(), reset.to().wireName(), DeviceView.label(reset.state()),
                reset.requestedAt().toString(), reset.changedAt().toString(),
                open.stream().map(point -> new Open(point.name(), point.words(), !point.checked())).toList());
    }
}
