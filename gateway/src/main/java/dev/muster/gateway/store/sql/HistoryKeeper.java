package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.store.StoreUnavailable;

/**
 * Lets go of history that is older than it is to be kept. It walks history in the order of its key, since an index by age would
 * cost every check-in that finishes something; what it finds it deletes in transactions of a hundred rows with a pause behind
 * each, so a check-in waits for one such transaction at most, and a backlog of millions takes hours. Several nodes may walk at
 * once; what one has deleted the other does not find.
 */
final class HistoryKeeper {
    /** What a sweep let go of. */
    record Swept(long commands, long audit, long unknown) {
        private Swept plus(Swept more) {
            return new Swept(commands + more.commands, audit + more.audit, unknown + more.unknown);
        }
    }

    static final int BATCH = 100;
    private static final int PAGE = 1_000;
    private static final int TENANTS_AT_ONCE = 500;
    private static final Duration FIRST = Duration.ofMinutes(10);
    private static final Duration EVERY = Duration.ofHours(12);
    private static final long PAUSE_MILLIS = 20;
    private static final Logger LOG = LoggerFactory.getLogger(HistoryKeeper.class);

    private static final String TENANTS = "SELECT tenant_id FROM tenant WHERE tenant_id > ? ORDER BY tenant_id LIMIT ?";
    static final String COMMANDS = """
            SELECT device_id, finished_at, command_id FROM finished_command
            WHERE tenant_id = ? AND (device_id, finished_at, command_id) > (?, ?, ?)
            ORDER BY device_id, finished_at, command_id LIMIT ?""";
    private static final String FORGET_COMMAND = """
            DELETE FROM finished_command
            WHERE tenant_id = ? AND device_id = ? AND finished_at = ? AND command_id = ?""";
    static final String AUDIT = """
            SELECT at_micros FROM audit WHERE tenant_id = ? AND at_micros < ? ORDER BY at_micros LIMIT ?""";
    private static final String FORGET_AUDIT = "DELETE FROM audit WHERE tenant_id = ? AND at_micros <= ?";
    private static final String FORGET_UNKNOWN = "DELETE FROM unknown_device WHERE tenant_id = ? AND seen_at < ?";

    private record Entry(UUID device, Instant finishedAt, UUID command) {}

    private final Database database;
    private final Duration commands;
    private final Duration audit;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    HistoryKeeper(Database database, Duration commands, Duration audit) {
        this.database = database;
        this.commands = commands;
        this.audit = audit;
        this.thread = Thread.ofPlatform().name("muster-store-history").daemon(true).unstarted(this::serve);
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
            for (Duration wait = FIRST; !stop.await(wait.toMillis(), TimeUnit.MILLISECONDS); wait = EVERY) {
                try {
                    Swept swept = sweep();
                    LOG.info("history let go of: {} finished actions, {} audit entries, {} unknown devices",
                            swept.commands(), swept.audit(), swept.unknown());
                } catch (StoreUnavailable later) {
                    // The next sweep begins anew and finds what this one has left.
                    database.events().tolerated("store.history-waits");
                }
            }
        } catch (InterruptedException _) {
            // Nobody interrupts this thread but a process that is ending.
        }
    }

    /** One walk through everything; ends early when the store closes. */
    Swept sweep() throws InterruptedException {
        Swept sum = new Swept(0, 0, 0);
        String after = "";
        List<TenantId> page;
        do {
            String from = after;
            page = database.read(link -> link.list(TENANTS, args -> args.text(from).small(TENANTS_AT_ONCE),
                    row -> new TenantId(row.text())));
            for (TenantId tenant : page) {
                sum = sum.plus(new Swept(commands(tenant), audit(tenant), unknown(tenant)));
                after = tenant.value();
            }
        } while (page.size() == TENANTS_AT_ONCE && !stopped());
        return sum;
    }

    private long commands(TenantId tenant) throws InterruptedException {
        Instant before = database.clock().instant().minus(commands);
        long gone = 0;
        Entry last = new Entry(Pages.BEFORE_ALL, Instant.EPOCH, Pages.BEFORE_ALL);
        List<Entry> page;
        do {
            Entry from = last;
            page = database.read(link -> link.list(COMMANDS, args -> args.tenant(tenant).id(from.device())
                    .at(from.finishedAt()).id(from.command()).small(PAGE),
                    row -> new Entry(row.id(), row.at(), row.id())));
            List<Entry> old = new ArrayList<>();
            for (Entry entry : page) {
                if (entry.finishedAt().isBefore(before)) {
                    old.add(entry);
                }
                last = entry;
            }
            for (int at = 0; at < old.size() && !stopped(); at += BATCH) {
                List<Entry> batch = old.subList(at, Math.min(at + BATCH, old.size()));
                gone += database.change(link -> forget(link, tenant, batch));
            }
        } while (page.size() == PAGE && !stopped());
        return gone;
    }

    private static long forget(Link link, TenantId tenant, List<Entry> batch) throws SQLException {
        Link.Batch delete = link.batch(FORGET_COMMAND);
        for (Entry entry : batch) {
            delete.add(args -> args.tenant(tenant).id(entry.device()).at(entry.finishedAt()).id(entry.command()));
        }
        long gone = 0;
        for (int deleted : delete.run()) {
            gone += Math.max(deleted, 0);
        }
        return gone;
    }

    private long audit(TenantId tenant) throws InterruptedException {
        long before = SqlAudit.micros(database.clock().instant().minus(audit));
        long gone = 0;
        List<Long> page;
        do {
            page = database.read(link -> link.list(AUDIT, args -> args.tenant(tenant).number(before).small(BATCH),
                    Row::number));
            if (!page.isEmpty()) {
                long upTo = page.getLast();
                gone += database
                        .change(link -> link.update(FORGET_AUDIT, args -> args.tenant(tenant).number(upTo)));
            }
        } while (page.size() == BATCH && !stopped());
        return gone;
    }

    private long unknown(TenantId tenant) {
        Instant before = database.clock().instant().minus(commands);
        return database.change(link -> link.update(FORGET_UNKNOWN, args -> args.tenant(tenant).at(before)));
    }

    /** A pause for the check-ins, and whether to go on behind it. */
    private boolean stopped() throws InterruptedException {
        return stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
}
