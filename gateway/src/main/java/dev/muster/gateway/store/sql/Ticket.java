package dev.muster.gateway.store.sql;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.muster.gateway.store.StoreUnavailable;

/**
 * Stands between a caller that waits and the thread that works for it. Work that has not begun when its caller stops
 * waiting is never begun: so "unavailable" means that nothing was changed.
 */
final class Ticket<T> {
    private static final Duration FOR_ITS_TURN = Duration.ofSeconds(15);
    /** Longer than any time-out of a statement or a socket. */
    private static final Duration FOR_ITS_END = Duration.ofSeconds(60);

    private final CompletableFuture<T> done = new CompletableFuture<>();
    private final AtomicBoolean taken = new AtomicBoolean();

    /** The worker takes it up; false if nobody waits any more. */
    boolean take() {
        return taken.compareAndSet(false, true);
    }

    void complete(T result) {
        done.complete(result);
    }

    void fail(RuntimeException failure) {
        done.completeExceptionally(failure);
    }

    /** Waits for the result; throws what the work threw, or {@link StoreUnavailable}. */
    T await() {
        try {
            try {
                return done.get(FOR_ITS_TURN.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException late) {
                if (take()) {
                    throw new StoreUnavailable("the store had no time for it within " + FOR_ITS_TURN.toSeconds() + " s",
                            late);
                }
                return done.get(FOR_ITS_END.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException interrupted) {
            boolean unchanged = take();
            Thread.currentThread().interrupt();
            throw new StoreUnavailable(unchanged ? "interrupted before the store began" : "interrupted at work",
                    interrupted);
        } catch (TimeoutException late) {
            throw new StoreUnavailable("the database did not answer", late);
        } catch (ExecutionException failed) {
            throw Failures.again(failed.getCause());
        }
    }
}
