package dev.muster.gateway.store.sql;

import java.util.UUID;

/** Cuts all device ids into ranges of equal width: ids are random, so the ranges hold about equally many devices. */
final class Segments {
    private Segments() {}

    /** Lower bound (exclusive) of range {@code segment} of {@code segments}; that of the range behind the last is the last id. */
    static UUID bound(int segment, int segments) {
        if (segment == 0) {
            return Pages.BEFORE_ALL;
        }
        if (segment == segments) {
            return new UUID(-1, -1);
        }
        return new UUID(Long.divideUnsigned(-1L, segments) * segment, 0);
    }
}
