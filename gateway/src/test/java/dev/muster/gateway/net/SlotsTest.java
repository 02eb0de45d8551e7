package dev.muster.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bounds that count: places and bytes. */
@Timeout(30)
class SlotsTest {
    @Test
    void keepsReservedPlacesForPrecedence() {
        Slots slots = new Slots(4, 25);

        for (int i = 0; i < 3; i++) {
            assertTrue(slots.take());
        }
        assertFalse(slots.take());
        assertFalse(slots.isFull());
        assertTrue(slots.take(true));
        assertTrue(slots.isFull());
        assertFalse(slots.take(true));
        slots.give();
        assertFalse(slots.take(), "the place given back is a reserved one");
        assertTrue(slots.take(true));
    }

    @Test
    void aSinglePlaceIsOpenToAll() {
        assertTrue(new Slots(1, 90).take());
    }

    @Test
    void neverGivesMorePlacesThanThereAreToManyThreads() throws InterruptedException {
        Slots slots = new Slots(10, 30);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int turn = 0; turn < 20_000; turn++) {
                    if (slots.take(turn % 2 == 0)) {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        inside.decrementAndGet();
                        slots.give();
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertTrue(most.get() <= 10, "at most " + most.get());
        assertEquals(0, slots.taken());
    }

    @Test
    void aBudgetTakesAllOrNothing() {
        ByteBudget budget = new ByteBudget(10);

        assertTrue(budget.take(7));
        assertFalse(budget.take(4));
        assertEquals(7, budget.taken());
        assertTrue(budget.take(3));
        budget.give(10);
        assertEquals(0, budget.taken());
    }
}
