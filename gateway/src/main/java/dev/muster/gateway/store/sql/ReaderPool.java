package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.StoreUnavailable;

/**
 * Platform threads that read, each with a connection of its own: a native call pins a virtual thread, and a statement is
 * prepared once per connection. Virtual threads wait for them. A read that failed because its connection was lost is tried
 * once more on another.
 */
final class ReaderPool {
    private record Query<T>(Work<T> work, Ticket<T> ticket) {}

    private final BlockingQueue<Query<?>> queue;
    private final List<Thread> threads = new ArrayList<>();
    private final Connections connections;
    private final GatewayEvents events;
    private volatile boolean closing;
    private volatile boolean ended;

    ReaderPool(Connections connections, int readers, int waiting, GatewayEvents events) {
        this.queue = new ArrayBlockingQueue<>(waiting);
        this.connections = connections;
        this.events = events;
        for (int i = 0; i < readers; i++) {
            threads.add(Thread.ofPlatform().name("muster-store-reader-" + i).daemon(true).unstarted(this::serve));
        }
    }

    void start() {
        threads.forEach(Thread::start);
    }

    <T> T read(Work<T> work) {
        if (closing) {
            throw new StoreUnavailable("the store is closing", null);
        }
        Query<T> query = new Query<>(work, new Ticket<>());
        if (!queue.offer(query)) {
            events.boundPassed("store.read-queue");
            throw new StoreUnavailable("too many reads wait for the store", null);
        }
        if (ended) {
            // The threads may have looked for the last time before this was added.
            refuseRest();
        }
        return query.ticket().await();
    }

    /** Runs work once on every thread: each is kept until all have begun. */
    <T> List<T> onEveryThread(Work<T> work) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(threads.size());
        List<Query<T>> queries = new ArrayList<>();
        for (int i = 0; i < threads.size(); i++) {
            Query<T> query = new Query<>(link -> {
                begun.countDown();
                try {
                    if (!begun.await(10, TimeUnit.SECONDS)) {
                        throw new SQLException("a reader is too busy");
                    }
                } catch (InterruptedException interrupted) {
                    throw new SQLException("interrupted", interrupted);
                }
                return work.run(link);
            }, new Ticket<>());
            queries.add(query);
            queue.put(query);
        }
        List<T> results = new ArrayList<>();
        queries.forEach(query -> results.add(query.ticket().await()));
        return results;
    }

    /** Answers what is queued and ends; the connections are closed when this returns. */
    void close() {
        closing = true;
        try {
            for (Thread thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(60));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        ended = true;
        refuseRest();
    }

    private void refuseRest() {
        for (Query<?> late = queue.poll(); late != null; late = queue.poll()) {
            late.ticket().fail(new StoreUnavailable("the store is closed", null));
        }
    }

    private void serve() {
        LinkKeeper keeper = new LinkKeeper(connections, Connections.Use.READ);
        try {
            while (true) {
                Query<?> query = queue.poll(100, TimeUnit.MILLISECONDS);
                if (query != null && query.ticket().take()) {
                    answer(keeper, query);
                } else if (query == null && closing) {
                    return;
                }
            }
        } catch (InterruptedException _) {
            // Nobody interrupts these threads but a process that is ending.
        } finally {
            keeper.close();
        }
    }

    private static <T> void answer(LinkKeeper keeper, Query<T> query) {
        for (int attempt = 1;; attempt++) {
            try {
                query.ticket().complete(query.work().run(keeper.get()));
                return;
            } catch (SQLException | RuntimeException failure) {
                keeper.recover();
                if (attempt == 2) {
                    query.ticket().fail(keeper.giveUp(failure));
                    return;
                }
            }
        }
    }
}
