package dev.muster.gateway.store.sql;

/**
 * Bounds of the store; each that is passed is counted. For whoever sizes an installation.
 *
 * @param readers threads that read, each with its own connection
 * @param writers threads that write, each with its own connection; SQLite has one whatever this says
 * @param readQueue reads that may wait
 * @param writeQueue writes that may wait for one writer
 * @param group writes committed together at most
 * @param touches devices whose last-seen may wait to be written
 */
public record StoreLimits(int readers, int writers, int readQueue, int writeQueue, int group, int touches) {
    public StoreLimits {
        if (readers < 1 || writers < 1 || readQueue < 1 || writeQueue < 1 || group < 1 || touches < 1) {
            throw new IllegalArgumentException("every limit of the store is at least 1");
        }
    }

    /** What suits one machine: readers as many as cores on SQLite, eight on PostgreSQL. */
    public static StoreLimits of(StoreConfig config) {
        int readers = switch (config) {
            case StoreConfig.Sqlite _ -> Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 16);
            case StoreConfig.PostgreSql _ -> 8;
        };
        return new StoreLimits(readers, 3, 4096, 4096, 512, 200_000);
    }
}
