package dev.muster.gateway.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.certs.secret.KeyFileVault;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.TenantOptions;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.PushCertificateStore;
import dev.muster.gateway.store.Store;
import dev.muster.gateway.store.sql.SqlStore;
import dev.muster.gateway.store.sql.StoreConfig;
import dev.muster.gateway.upkeep.PushExpiry.Left;

@Timeout(60)
class PushExpiryTest {
    private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");
    private final MovingClock clock = new MovingClock(START);
    private final Store store;
    private final PushExpiry chore;

    PushExpiryTest(@TempDir Path directory) {
        store = SqlStore.open(new StoreConfig.Sqlite(directory.resolve("muster.db")),
                KeyFileVault.open(directory.resolve("muster.key"), new SecureRandom()), clock, GatewayEvents.NONE);
        chore = new PushExpiry(store, clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void countsEachCertificateInTheNarrowestStep_30_14_7_1_R13() {
        givenCertificate("contoso", ManagementAuthority.INTUNE, Duration.ofDays(100));
        givenCertificate("contoso", ManagementAuthority.OFFICE365, Duration.ofDays(131));
        givenCertificate("fabrikam", ManagementAuthority.INTUNE, Duration.ofDays(101));
        assertLeft(0, Map.of());
        assertLeft(69, Map.of());
        assertLeft(70, Map.of(Left.THIRTY_DAYS, 1L));
        assertLeft(86, Map.of(Left.FOURTEEN_DAYS, 1L, Left.THIRTY_DAYS, 1L));
        assertLeft(94, Map.of(Left.SEVEN_DAYS, 2L));
        assertLeft(99, Map.of(Left.ONE_DAY, 1L, Left.SEVEN_DAYS, 1L));
        assertLeft(101, Map.of(Left.EXPIRED, 2L, Left.THIRTY_DAYS, 1L));
        givenCertificate("contoso", ManagementAuthority.INTUNE, Duration.ofDays(466));
        assertLeft(102, Map.of(Left.EXPIRED, 1L, Left.THIRTY_DAYS, 1L));
    }

    private void assertLeft(int day, Map<Left, Long> expected) {
        clock.set(START.plus(Duration.ofDays(day)));
        chore.run();
        Map<Left, Long> counted = new EnumMap<>(Left.class);
        for (Left left : Left.values()) {
            if (chore.count(left) > 0) {
                counted.put(left, chore.count(left));
            }
        }
        assertEquals(expected, counted, "on day " + day);
    }

    private void givenCertificate(String tenant, ManagementAuthority authority, Duration ends) {
        TenantId id = new TenantId(tenant);
        if (store.tenants().tenant(id).isEmpty()) {
            store.tenants().create(id, tenant, TenantAuthority.COEXISTENCE, TenantOptions.NONE, START);
        }
        store.pushCertificates().put(id, new PushCertificateStore.Stored(authority, "com.apple.mgmt.External." + tenant,
                START.plus(ends), "certificate", "key", START));
    }
}
