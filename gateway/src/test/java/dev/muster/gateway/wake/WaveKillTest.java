package dev.muster.gateway.wake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.WaveStore.Counts;
import dev.muster.gateway.store.sql.AesVault;
import dev.muster.gateway.store.sql.Given;
import dev.muster.gateway.store.sql.SqlStore;
import dev.muster.gateway.store.sql.StoreConfig;

/** A process killed with SIGKILL in the middle of a wave, and another one that goes on. */
@Timeout(120)
class WaveKillTest {
    private static final int DEVICES = 300;

    @TempDir
    private Path directory;

    @Test
    void repeatsNoMoreThanThePagesInFlightAfterKillNine() throws IOException, InterruptedException {
        Path database = directory.resolve("muster.db");
        Path diary = directory.resolve("diary");
        Set<String> due = new HashSet<>();
        Given given;
        try (SqlStore store = open(database)) {
            List<Caller> callers = new ArrayList<>();
            given = Given.tenant(store, TenantAuthority.OFFICE365);
            WaveWorld.enrol(given, callers, DEVICES, Platform.IOS);
            callers.forEach(caller -> due.add(caller.device().toString()));
            store.tenants().changeAuthority(given.tenant, TenantAuthority.OFFICE365, TenantAuthority.COEXISTENCE,
                    Given.NOW);
            store.waves().start(given.tenant, "authority", WaveProcess.SETTINGS.segments());
        }
        Process first = process(database, diary);
        awaitLines(diary, DEVICES / 3);
        first.destroyForcibly().waitFor();
        int before = lines(diary).size();
        assertTrue(before < DEVICES, "killed in the middle, not at the end");
        Process second = process(database, diary);
        while (!new HashSet<>(lines(diary)).equals(due)) {
            Thread.sleep(20);
        }
        second.destroyForcibly().waitFor();
        int repeated = lines(diary).size() - DEVICES;
        int inFlight = WaveProcess.SETTINGS.pages() * WaveProcess.SETTINGS.pageSize();
        assertTrue(repeated <= inFlight, repeated + " pushed twice, in flight were at most " + inFlight);
        try (SqlStore store = open(database)) {
            long counted = store.waves().newest(given.tenant).orElseThrow().total()
                    .getOrDefault(Platform.IOS, Counts.NONE).accepted();
            assertTrue(counted <= DEVICES && counted >= DEVICES - inFlight, "counted " + counted);
            assertEquals(true, store.waves().anyDue(given.tenant), "nobody has checked in");
        }
    }

    private static SqlStore open(Path database) {
        return SqlStore.open(new StoreConfig.Sqlite(database), new AesVault(1), Clock.systemUTC(), GatewayEvents.NONE);
    }

    private static Process process(Path database, Path diary) throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                WaveProcess.class.getName(), database.toString(), diary.toString()).inheritIO().start();
    }

    private static List<String> lines(Path diary) throws IOException {
        return Files.exists(diary) ? Files.readAllLines(diary) : List.of();
    }

    private static void awaitLines(Path diary, int count) throws IOException, InterruptedException {
        while (lines(diary).size() < count) {
            Thread.sleep(5);
        }
    }
}
