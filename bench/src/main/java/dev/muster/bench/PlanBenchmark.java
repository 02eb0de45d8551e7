package dev.muster.bench;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import dev.muster.gateway.model.DesiredSet;
import dev.muster.gateway.model.DmNode;
import dev.muster.gateway.model.InstalledSetting;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.SettingName;
import dev.muster.gateway.model.SettingPayload;
import dev.muster.gateway.settings.Convergence;
import dev.muster.gateway.settings.Ledger;

/** The plan of a device with 50 settings of three nodes each (R10 to R11b): at most 20 microseconds. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PlanBenchmark {
    private static final int SETTINGS = 50;

    /** {@code converged}: it has them all; {@code switching}: it holds as many of the authority before, half of the same name. */
    @Param({"converged", "switching"})
    private String device = "converged";

    private DesiredSet desired = DesiredSet.EMPTY;
    private Ledger ledger = Ledger.EMPTY;

    @Setup
    public void fill() {
        List<Setting> settings = new ArrayList<>();
        List<InstalledSetting> held = new ArrayList<>();
        for (int at = 0; at < SETTINGS; at++) {
            Setting setting = setting("Setting " + at, ManagementAuthority.INTUNE, at);
            settings.add(setting);
            held.add(held(device.equals("converged") ? setting
                    : setting("Setting " + (at + SETTINGS / 2), ManagementAuthority.OFFICE365, at)));
        }
        desired = new DesiredSet("0123456789abcdef", settings);
        ledger = Ledger.of(held);
    }

    private static Setting setting(String name, ManagementAuthority authority, int at) {
        List<DmNode> nodes = new ArrayList<>();
        for (String leaf : List.of("A", "B", "C")) {
            nodes.add(new DmNode("./Device/Vendor/MSFT/Policy/Config/Area" + at + "/" + leaf, "int", "text/plain",
                    "1"));
        }
        return new Setting(new SettingName(name), authority, "customSyncMl", authority.wireName() + at,
                new SettingPayload.DmNodes(nodes));
    }

    private static InstalledSetting held(Setting setting) {
        return new InstalledSetting(setting.name(), setting.authority(), setting.version(), setting.version(),
                InstalledSetting.State.INSTALLED, 1, setting.payload().owns(), "", Instant.EPOCH, "");
    }

    @Benchmark
    public Convergence.Next plan() {
        return Convergence.plan(desired, ledger, true);
    }
}
