package dev.muster.gateway.wake;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.WaveStore.Counts;
import dev.muster.gateway.store.WaveStore.Report;
import dev.muster.gateway.store.sql.AesVault;
import dev.muster.gateway.store.sql.Given;
import dev.muster.gateway.store.sql.SqlStore;
import dev.muster.gateway.store.sql.StoreConfig;

/** A real store, push services that follow a script, and a time that passes when somebody waits: everything on one thread. */
final class WaveWorld implements AutoCloseable {
    static final WakeSettings SETTINGS = new WakeSettings(20, 4, 64, 3, 1_000, 1_000, 4, WakeSettings.USUAL.passes(),
            Duration.ofMinutes(30));

    final VirtualTime time = new VirtualTime(Given.NOW);
    final SqlStore store;
    final ScriptedChannel apns = new ScriptedChannel((_, _) -> new WakeOutcome.Accepted());
    final ScriptedChannel wns = new ScriptedChannel((_, _) -> new WakeOutcome.Accepted());
    /** Which tenants' iOS devices have their push certificate. */
    boolean open = true;

    WaveWorld(Path directory) {
        store = SqlStore.open(new StoreConfig.Sqlite(directory.resolve("muster.db")), new AesVault(1), time,
                GatewayEvents.NONE);
    }

    /** A tenant whose authority has just changed, with devices that have not heard of it. */
    Given changed(List<Caller> into, int devices, Platform platform) {
        Given given = Given.tenant(store, TenantAuthority.OFFICE365);
        enrol(given, into, devices, platform);
        store.tenants().changeAuthority(given.tenant, TenantAuthority.OFFICE365, TenantAuthority.COEXISTENCE,
                time.now());
        return given;
    }

    static void enrol(Given given, List<Caller> into, int devices, Platform platform) {
        for (int i = 0; i < devices; i++) {
            into.add(given.enrolled(platform, Optional.empty()));
        }
    }

    Given changed(int devices) {
        return changed(new ArrayList<>(), devices, Platform.IOS);
    }

    void change(Given given) {
        store.tenants().changeAuthority(given.tenant, TenantAuthority.COEXISTENCE, TenantAuthority.INTUNE, time.now());
    }

    void start(Given given) {
        store.waves().start(given.tenant, "authority", SETTINGS.segments());
    }

    PageWalk.Parts parts() {
        return parts(time);
    }

    private PageWalk.Parts parts(WakeTime time) {
        Map<Platform, WakeChannel> ways = new EnumMap<>(Platform.class);
        ways.put(Platform.IOS, apns);
        ways.put(Platform.WINDOWS, wns);
        Sender sender = new Sender(new WakeChannels(ways), store.devices(), SETTINGS, time, new Random(7));
        return new PageWalk.Parts(store.tenants(), store.devices(), store.waves(), store.wakeSchedules(),
                (_, device, _) -> open || device.platform() != Platform.IOS, sender,
                new Pacing(time, 2_000, () -> Load.NONE), SETTINGS, time);
    }

    /** A node whose pages wait in real time. */
    WaveDriver nodeOn(java.util.concurrent.Executor threads) {
        return new WaveDriver(store.waves(), new PageWalk(parts(WakeTime.of(java.time.Clock.systemUTC()))), threads,
                SETTINGS.pages(), "threads", GatewayEvents.NONE);
    }

    WaveDriver node(String name) {
        return new WaveDriver(store.waves(), new PageWalk(parts()), Runnable::run, SETTINGS.pages(), name,
                GatewayEvents.NONE);
    }

    /** Lets a node work for so long, waiting ten seconds at a time when nothing is due. */
    void run(WaveDriver node, Duration howLong) {
        var end = time.now().plus(howLong);
        while (time.now().isBefore(end)) {
            if (node.turn() == 0) {
                time.sleep(Duration.ofSeconds(10));
            }
        }
    }

    Report report(TenantId tenant) {
        return store.waves().newest(tenant).orElseThrow();
    }

    Counts total(Given given, Platform platform) {
        return report(given.tenant).total().getOrDefault(platform, Counts.NONE);
    }

    @Override
    public void close() {
        store.close();
    }
}
