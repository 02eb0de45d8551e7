package dev.muster.gateway.store.sql;

import java.util.UUID;

/** Keyset pages over ids. */
final class Pages {
    /** Sorts before every id there is: random ids are never all zero. */
    static final UUID BEFORE_ALL = new UUID(0, 0);

    private Pages() {}
}
