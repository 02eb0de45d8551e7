package dev.muster.gateway.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.certs.secret.KeyFileVault;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.Store;
import dev.muster.gateway.store.sql.Given;
import dev.muster.gateway.store.sql.SqlStore;
import dev.muster.gateway.store.sql.StoreConfig;

/** R19: 180 days after its certificate ended a silent device leaves; one day earlier it does not. */
@Timeout(60)
class DeparturesTest {
    private static final Duration VALID = Duration.ofDays(365);
    private final MovingClock clock = new MovingClock(Given.NOW);
    private final AtomicInteger counted = new AtomicInteger();
    private final Store store;
    private final Departures chore;

    DeparturesTest(@TempDir Path directory) {
        store = SqlStore.open(new StoreConfig.Sqlite(directory.resolve("muster.db")),
                KeyFileVault.open(directory.resolve("muster.key"), new SecureRandom()), clock, GatewayEvents.NONE);
        chore = new Departures(store, clock, new GatewayEvents() {
            @Override
            public void deviceDeparted() {
                counted.incrementAndGet();
            }
        });
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void devicesOfEveryTenantLeaveAfter180DaysAndNotADayEarlierR19() {
        List<Given> tenants = List.of(Given.tenant(store), Given.tenant(store));
        List<Caller> silent = new ArrayList<>();
        for (Given tenant : tenants) {
            for (int i = 0; i < 60; i++) {
                silent.add(tenant.enrolled(Platform.WINDOWS, Optional.empty()));
            }
        }
        for (Duration early : List.of(Duration.ZERO, VALID, VALID.plusDays(179),
                VALID.plusDays(180).minusMillis(1))) {
            clock.set(Given.NOW.plus(early));
            chore.run();
            assertTrue(silent.stream().allMatch(this::isThere), "after " + early);
        }
        clock.set(Given.NOW.plus(VALID.plusDays(180)));
        chore.run();
        assertTrue(silent.stream().noneMatch(this::isThere));
        assertEquals(120, counted.get());
        chore.run();
        assertEquals(120, counted.get(), "doing it twice changes nothing");
        assertEquals(60, store.audit().newest(tenants.getFirst().tenant, Optional.empty(), 100).stream()
                .filter(entry -> entry.operation().equals("device.depart")).count());
    }

    private boolean isThere(Caller caller) {
        return store.devices().device(caller.tenant(), caller.device()).isPresent();
    }
}
