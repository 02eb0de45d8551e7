package dev.muster.gateway.store.sql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.CheckInStore.WriteOutcome;
import dev.muster.gateway.store.StoreUnavailable;

/**
 * One platform thread that writes with a connection of its own (idea 10). Devices' writes that wait are committed together:
 * while one group is synced to the disk the next one gathers, so a group is as large as the load asks for and a lone write
 * waits for nobody. A group that fails is halved until the bad write stands alone; only its caller gets the error. Other
 * work runs in a transaction of its own.
 */
final class WriterThread {
    private static final int TRIES = 4;

    /** What may wait here. */
    private sealed interface Queued {
        Ticket<?> ticket();

        /** A device's write that may be committed together with others. */
        record Grouped(DeviceWrite write, Ticket<WriteOutcome> ticket) implements Queued {}

        /** Work of its own; {@code bare} if it must stand outside any transaction. */
        record Alone<T>(Work<T> work, boolean bare, Ticket<T> ticket) implements Queued {}
    }

    private final BlockingQueue<Queued> queue;
    private final int group;
    private final LinkKeeper keeper;
    private final GatewayEvents events;
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean ended;

    WriterThread(String name, Connections connections, int queue, int group, GatewayEvents events) {
        this.queue = new ArrayBlockingQueue<>(queue);
        this.group = group;
        this.keeper = new LinkKeeper(connections, Connections.Use.WRITE);
        this.events = events;
        this.thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::serve);
    }

    void start() {
        thread.start();
    }

    /** Commits a device's write, with others if they wait. */
    WriteOutcome write(DeviceWrite write) {
        if (!write.alone()) {
            return enqueue(new Queued.Grouped(write, new Ticket<>())).ticket().await();
        }
        try {
            return run(link -> DeviceBatch.apply(link, List.of(write)).getFirst());
        } catch (DeviceBatch.Missed missed) {
            return WriteOutcome.CONFLICT;
        }
    }

    /** Runs work in a transaction of its own and commits it. */
    <T> T run(Work<T> work) {
        return enqueue(new Queued.Alone<>(work, false, new Ticket<>())).ticket().await();
    }

    /** Runs work between two transactions. */
    <T> T between(Work<T> work) {
        return enqueue(new Queued.Alone<>(work, true, new Ticket<>())).ticket().await();
    }

    /** Like {@link #run} for work whose end nobody awaits. */
    void later(Work<Boolean> work) {
        enqueue(new Queued.Alone<>(work, false, new Ticket<>()));
    }

    /** Whether the database that it writes to does its work. */
    boolean available() {
        return keeper.available();
    }

    /** How many wait now. */
    int waiting() {
        return queue.size();
    }

    private <Q extends Queued> Q enqueue(Q queued) {
        if (closing) {
            throw new StoreUnavailable("the store is closing", null);
        }
        if (!queue.offer(queued)) {
            events.boundPassed("store.write-queue");
            throw new StoreUnavailable("too many writes wait for the store", null);
        }
        if (ended) {
            // The thread may have looked for the last time before this was added.
            refuseRest();
        }
        return queued;
    }

    /** Writes what is queued and ends; the connection is closed when this returns. */
    void close() {
        closing = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(60));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve() {
        List<Queued> taken = new ArrayList<>(group);
        try {
            while (gather(taken)) {
                List<Queued.Grouped> grouped = new ArrayList<>(taken.size());
                for (Queued queued : taken) {
                    switch (queued) {
                        case Queued.Grouped write when write.ticket().take() -> grouped.add(write);
                        case Queued.Alone<?> alone when alone.ticket().take() -> single(alone);
                        case Queued.Grouped _,Queued.Alone<?> _ -> events.tolerated("store.abandoned");
                    }
                }
                together(grouped);
                taken.clear();
            }
        } finally {
            closing = true;
            keeper.close();
            ended = true;
            refuseRest();
        }
    }

    private void refuseRest() {
        for (Queued late = queue.poll(); late != null; late = queue.poll()) {
            late.ticket().fail(new StoreUnavailable("the store is closed", null));
        }
    }

    private boolean gather(List<Queued> taken) {
        try {
            while (true) {
                Queued first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    taken.add(first);
                    queue.drainTo(taken, group - 1);
                    return true;
                }
                if (closing) {
                    return false;
                }
            }
        } catch (InterruptedException _) {
            // Nobody interrupts this thread but a process that is ending.
            return false;
        }
    }

    private void together(List<Queued.Grouped> writes) {
        if (writes.isEmpty()) {
            return;
        }
        long begin = System.nanoTime();
        try {
            Link link = keeper.get();
            link.begin();
            List<WriteOutcome> outcomes = DeviceBatch.apply(link, writes.stream().map(Queued.Grouped::write).toList());
            link.commit();
            events.groupCommitted(writes.size(), System.nanoTime() - begin);
            for (int i = 0; i < writes.size(); i++) {
                writes.get(i).ticket().complete(outcomes.get(i));
            }
        } catch (SQLException | RuntimeException failure) {
            boolean connected = keeper.recover();
            if (writes.size() > 1 && connected) {
                together(writes.subList(0, writes.size() / 2));
                together(writes.subList(writes.size() / 2, writes.size()));
            } else if (failure instanceof DeviceBatch.Missed) {
                writes.getFirst().ticket().complete(WriteOutcome.CONFLICT);
            } else {
                RuntimeException told = keeper.giveUp(failure);
                writes.forEach(write -> write.ticket().fail(told));
            }
        }
    }

    private <T> void single(Queued.Alone<T> alone) {
        for (int attempt = 1;; attempt++) {
            try {
                Link link = keeper.get();
                T result = alone.bare() ? alone.work().run(link) : committed(link, alone.work());
                alone.ticket().complete(result);
                return;
            } catch (SQLException | RuntimeException failure) {
                if (!keeper.recover() || !Failures.passing(failure) || attempt == TRIES) {
                    alone.ticket().fail(keeper.giveUp(failure));
                    return;
                }
            }
        }
    }

    private static <T> T committed(Link link, Work<T> work) throws SQLException {
        link.begin();
        T result = work.run(link);
        link.commit();
        return result;
    }
}
