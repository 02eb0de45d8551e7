package dev.muster.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
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

        assertTrue(budget.take(7, false));
        assertFalse(budget.take(4, false));
        assertEquals(7, budget.taken());
        assertTrue(budget.take(3, false));
        budget.give(10);
        assertEquals(0, budget.taken());
    }

    @Test
    void aBudgetKeepsAReserveForWhoeverHasPrecedence() {
        ByteBudget budget = new ByteBudget(10, 6);

        assertTrue(budget.take(6, false));
        assertFalse(budget.take(1, false));
        assertTrue(budget.take(4, true));
        assertFalse(budget.take(1, true));
        assertEquals(10, budget.taken());
    }

    @Test
    void anAddressHoldsNoMoreThanItsPlacesAndIsForgottenAfterwards() throws Exception {
        PerAddress places = new PerAddress(2);
        SocketAddress one = address("192.0.2.1");
        SocketAddress sixA = address("2001:db8:1:2::1");
        SocketAddress sixB = address("2001:db8:1:2:ffff::9");

        assertTrue(places.take(one));
        assertTrue(places.take(one));
        assertFalse(places.take(one));
        assertTrue(places.take(address("192.0.2.2")), "another address has its own");
        assertTrue(places.take(sixA));
        assertTrue(places.take(sixB));
        assertFalse(places.take(sixA), "one network of IPv6 counts as one");
        assertTrue(places.take(address("2001:db8:1:3::1")));
        assertEquals(4, places.addresses());

        for (String all : List.of("192.0.2.1", "192.0.2.1", "192.0.2.2", "2001:db8:1:2::7", "2001:db8:1:2::8",
                "2001:db8:1:3::1", "198.51.100.1")) {
            places.give(address(all));
        }
        assertEquals(0, places.addresses());
        assertTrue(places.take(one));
    }

    private static SocketAddress address(String text) {
        return new InetSocketAddress(InetAddress.ofLiteral(text), 1);
    }
}
