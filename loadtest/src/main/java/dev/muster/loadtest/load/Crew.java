package dev.muster.loadtest.load;

import java.util.Collection;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/** Does the same for many, some at a time, on virtual threads. */
public final class Crew {
    private Crew() {}

    /** What is done for one; may fail. */
    @FunctionalInterface
    public interface Task<T> {
        void run(T item) throws Exception;
    }

    /**
     * Runs the task for every item and waits. The first failure stops what has not begun and is thrown.
     *
     * @param hands how many at once, at least 1
     */
    public static <T> void forEach(Collection<T> items, int hands, Task<T> task) throws Exception {
        Semaphore free = new Semaphore(hands);
        AtomicReference<@Nullable Exception> first = new AtomicReference<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (T item : items) {
                free.acquire();
                if (first.get() != null) {
                    break;
                }
                threads.execute(() -> {
                    try {
                        task.run(item);
                    } catch (Exception failure) {
                        first.compareAndSet(null, failure);
                    } finally {
                        free.release();
                    }
                });
            }
        }
        Exception failure = first.get();
        if (failure != null) {
            throw failure;
        }
    }
}
