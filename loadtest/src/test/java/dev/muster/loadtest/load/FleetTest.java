package dev.muster.loadtest.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.loadtest.device.AppleDevice;
import dev.muster.loadtest.device.Temperament;
import dev.muster.loadtest.load.TinyGateway.Reaction;

@Timeout(60)
class FleetTest {
    private static final Reaction EMPTY = new Reaction.Answer(200, new byte[0]);

    private static void until(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private static AppleDevice join(Fleet fleet, TinyGateway gateway, int number, Temperament temperament) {
        TinyGateway.Admitted admitted = gateway.admitted();
        AppleDevice phone = new AppleDevice("ios-" + number, admitted.keys(), "com.apple.mgmt.External.test",
                temperament, number, AppleDevice.Surroundings.NONE);
        fleet.join(phone, DeviceTls.context(admitted.keys(), admitted.chain(), gateway.trust()));
        return phone;
    }

    @Test
    void neverRunsMoreSessionsAtOnceThanAllowedAndLeavesNobodyOut() throws Exception {
        Set<String> open = ConcurrentHashMap.newKeySet();
        AtomicInteger most = new AtomicInteger();
        try (TinyGateway gateway = new TinyGateway(heard -> {
            open.add(heard.connection());
            most.accumulateAndGet(open.size(), Math::max);
            // The third request of a session is its last: Authenticate, TokenUpdate, Idle.
            if (new String(heard.body(), java.nio.charset.StandardCharsets.UTF_8).contains("Idle")) {
                open.remove(heard.connection());
            }
            return EMPTY;
        });
                CheckInClient client = new CheckInClient("localhost", gateway.port(), 2, TimeOuts.PATIENT);
                Fleet fleet = new Fleet(client, 3)) {
            List<AppleDevice> phones = new ArrayList<>();
            for (int number = 0; number < 12; number++) {
                phones.add(join(fleet, gateway, number, Temperament.DOCILE));
            }
            phones.forEach(fleet::checkIn);
            until(() -> fleet.stats().totals().completed() == 12 && fleet.busy() == 0);
            assertTrue(phones.stream().allMatch(AppleDevice::enrolled));
            assertTrue(most.get() <= 3, most + " sessions at once");
            assertEquals(36, fleet.stats().totals().exchanges());
            assertEquals(12, fleet.stats().takeLatencies().getTotalCount());
        }
    }

    @Test
    void aWishDuringASessionLeadsToOneMoreAfterIt() throws Exception {
        try (TinyGateway gateway = new TinyGateway(_ -> EMPTY);
                CheckInClient client = new CheckInClient("localhost", gateway.port(), 1, TimeOuts.PATIENT);
                Fleet fleet = new Fleet(client, 8)) {
            AppleDevice phone = join(fleet, gateway, 1, Temperament.DOCILE);
            assertTrue(fleet.checkIn(phone));
            assertTrue(fleet.checkIn(phone));
            assertTrue(fleet.checkIn(phone));
            until(() -> fleet.stats().totals().completed() == 2 && fleet.busy() == 0);
            assertEquals(2, gateway.heard().stream().map(TinyGateway.Heard::connection).distinct().count());
        }
    }

    @Test
    void aDeviceThatLostAnAnswerComesBackByItself() throws Exception {
        try (TinyGateway gateway = new TinyGateway(_ -> EMPTY);
                CheckInClient client = new CheckInClient("localhost", gateway.port(), 1, TimeOuts.PATIENT);
                Fleet fleet = new Fleet(client, 8)) {
            AppleDevice phone = join(fleet, gateway, 3, new Temperament(0, 0, 0.5));
            fleet.checkIn(phone);
            until(phone::enrolled);
            until(() -> fleet.stats().totals().completed() >= 1);
            assertEquals(Map.of(), fleet.stats().totals().failed());
        }
    }

    @Test
    void countsRefusalsByStatusAndRequestAndDoesNotHammer() throws Exception {
        try (TinyGateway gateway = new TinyGateway(_ -> new Reaction.Answer(503, new byte[0]));
                CheckInClient client = new CheckInClient("localhost", gateway.port(), 1, TimeOuts.PATIENT);
                Fleet fleet = new Fleet(client, 8)) {
            AppleDevice phone = join(fleet, gateway, 1, Temperament.DOCILE);
            fleet.checkIn(phone);
            until(() -> fleet.stats().totals().allRefused() == 1 && fleet.busy() == 0);
            TimeUnit.MILLISECONDS.sleep(2000);
            assertEquals(Map.of("503 Authenticate", 1L), fleet.stats().totals().refused());
        }
    }

    @Test
    void knowsOnlyItsMembersAndStartsNothingOnceClosed() throws Exception {
        try (TinyGateway gateway = new TinyGateway(_ -> EMPTY);
                CheckInClient client = new CheckInClient("localhost", gateway.port(), 1, TimeOuts.PATIENT)) {
            Fleet fleet = new Fleet(client, 8);
            AppleDevice phone = join(fleet, gateway, 1, Temperament.DOCILE);
            try (Fleet other = new Fleet(client, 8)) {
                assertFalse(other.checkIn(phone));
            }
            fleet.close();
            fleet.checkIn(phone);
            assertEquals(0, fleet.busy());
            assertEquals(List.of(), gateway.heard());
        }
    }
}
