package dev.muster.gateway.store.sql;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.muster.gateway.store.StoreUnavailable;

/**
 * One thread for what is not to cost a check-in: it flushes touches, and on SQLite it copies the write-ahead log into the
 * database. A passive checkpoint runs beside commits and never stops them, but under constant load it never catches up
 * either; so a log that has grown is then started over by the writer between two commits, when little is left to copy.
 */
final class Housekeeper {
    private static final long TICK_MILLIS = 500;
    private static final int FLUSH_TICKS = 6;
    private static final long COPY_ABOVE = 4L << 20;
    private static final long RESTART_ABOVE = 64L << 20;
    /** The log grows although it is restarted: some reader never ends. */
    private static final long TROUBLE_ABOVE = 512L << 20;

    private static final int PROBE_BYTES = 64 * 1024;
    private static final String PROBE = """
            INSERT INTO meta (name, value) VALUES ('store.probe', ?)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value""";
    private static final String FORGET_PROBE = "DELETE FROM meta WHERE name = 'store.probe'";
    private static final String LOOK = "SELECT count(*) FROM meta WHERE name = 'store.probe'";

    private final Database database;
    private final Connections connections;
    private final LinkKeeper keeper;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    Housekeeper(Database database, Connections connections) {
        this.database = database;
        this.connections = connections;
        this.keeper = new LinkKeeper(connections, Connections.Use.READ);
        this.thread = Thread.ofPlatform().name("muster-store-housekeeper").daemon(true).unstarted(this::serve);
    }

    void start() {
        thread.start();
    }

    void close() {
        stop.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(30));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve() {
        try {
            for (int tick = 1; !stop.await(TICK_MILLIS, TimeUnit.MILLISECONDS); tick++) {
                if (tick % FLUSH_TICKS == 0) {
                    database.flushTouches();
                }
                if (!connections.availability().isUp()) {
                    probe();
                }
                if (connections.config() instanceof StoreConfig.Sqlite sqlite) {
                    checkpoint(sqlite.file());
                }
            }
        } catch (InterruptedException _) {
            // Nobody interrupts this thread but a process that is ending.
        } finally {
            keeper.close();
        }
    }

    /** Writes as much as a large check-in and takes it back in the same transaction; what is full stays full for it. */
    private void probe() {
        try {
            database.change(link -> {
                link.update(PROBE, args -> args.bytes(new byte[PROBE_BYTES]));
                return link.update(FORGET_PROBE, _ -> {});
            });
            database.read(link -> link.one(LOOK, _ -> {}, Row::number));
            connections.availability().isBack();
        } catch (StoreUnavailable still) {
            database.events().tolerated("store.still-unavailable");
        }
    }

    private void checkpoint(Path file) {
        try {
            long log = SqliteIntegrity.sizeOf(log(file));
            if (log > COPY_ABOVE) {
                keeper.get().list("PRAGMA wal_checkpoint(PASSIVE)", _ -> {}, Row::number);
            }
            if (log > RESTART_ABOVE) {
                database.between(Housekeeper::restart);
            }
            if (log > TROUBLE_ABOVE) {
                database.events().boundPassed("store.wal");
            }
        } catch (SQLException | StoreUnavailable failed) {
            // The next tick tries again; a log that keeps growing is counted above.
            keeper.recover();
            database.events().tolerated("store.checkpoint-failed");
        }
    }

    /** Commits wait meanwhile, so a reader that holds the log is waited for only shortly. */
    private static Optional<Long> restart(Link writer) throws SQLException {
        writer.list("PRAGMA busy_timeout = 100", _ -> {}, Row::number);
        try {
            return writer.one("PRAGMA wal_checkpoint(RESTART)", _ -> {}, Row::number);
        } finally {
            writer.list("PRAGMA busy_timeout = " + Connections.BUSY_MILLIS, _ -> {}, Row::number);
        }
    }

    /** Bytes of the write-ahead log now; 0 on PostgreSQL, which keeps its own. */
    long logBytes() {
        return switch (connections.config()) {
            case StoreConfig.Sqlite sqlite -> SqliteIntegrity.sizeOf(log(sqlite.file()));
            case StoreConfig.PostgreSql _ -> 0;
        };
    }

    private static Path log(Path file) {
        return file.resolveSibling(file.getFileName() + "-wal");
    }
}
