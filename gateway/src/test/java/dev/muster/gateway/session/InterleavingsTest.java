package dev.muster.gateway.session;

import static dev.muster.gateway.model.ManagementAuthority.INTUNE;
import static dev.muster.gateway.model.ManagementAuthority.OFFICE365;
import static dev.muster.gateway.model.Platform.IOS;
import static dev.muster.gateway.model.Platform.WINDOWS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.InstalledSetting;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.TenantAuthority;

/**
 * Random interleavings of sessions, lost messages, retries, NotNow, errors, conflicting writes, changed settings and switched
 * authorities. Whatever the order: no result that the device saw taken in is lost, nothing that must happen once happens
 * twice (R25), and when peace returns each device holds exactly what its authority wants.
 */
@Timeout(60)
class InterleavingsTest {
    private static final int STEPS = 60;
    private static final List<String> NAMES = List.of("passcode", "mail", "camera", "wifi");

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 300);
    }

    private final Map<ManagementAuthority, Map<Platform, Map<String, String>>> wanted = new TreeMap<>();

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void losesNothingRepeatsNothingAndConverges(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Scenario scenario = new Scenario(TenantAuthority.COEXISTENCE);
        changeSettings(scenario, random);
        List<Emulator> devices = new ArrayList<>();
        for (int at = 0; at < 2; at++) {
            devices.add(new AppleEmulator(scenario.givenDevice(IOS).ofUser("ada").enrolled(), random.split()));
            devices.add(new DmEmulator(scenario.givenDevice(WINDOWS).ofUser("ada").enrolled(), random.split()));
        }
        for (int step = 0; step < STEPS; step++) {
            disturb(scenario, devices, random);
            devices.get(random.nextInt(devices.size())).step();
        }
        scenario.store.conflicts = 0;
        scenario.store.unavailable = false;
        // New versions: what was refused for good in the turmoil is tried again.
        changeSettings(scenario, random);
        for (Emulator device : devices) {
            device.calm();
            for (int session = 0; session < 6; session++) {
                device.wholeSession();
            }
            check(scenario, device, "seed " + seed + ", " + device.platform());
        }
    }

    private void disturb(Scenario scenario, List<Emulator> devices, SplittableRandom random) {
        scenario.later(Duration.ofSeconds(1 + random.nextInt(120)));
        scenario.store.unavailable = random.nextInt(20) == 0;
        scenario.store.conflicts = random.nextInt(5) == 0 ? 1 + random.nextInt(4) : 0;
        switch (random.nextInt(12)) {
            case 0 -> changeSettings(scenario, random);
            case 1 -> scenario.licence("ada", Scenario.INTUNE_LICENCE);
            case 2 -> scenario.licence("ada", Scenario.OFFICE_LICENCE);
            case 3, 4 -> {
                Action.Kind[] kinds = {Action.Kind.LOCK, Action.Kind.RESTART, Action.Kind.WIPE, Action.Kind.RENAME,
                        Action.Kind.DEVICE_INFORMATION, Action.Kind.LOCATE, Action.Kind.SECURITY_INFORMATION};
                Emulator device = devices.get(random.nextInt(devices.size()));
                device.device().queue(kinds[random.nextInt(kinds.length)], random.nextInt(4) == 0 ? OFFICE365 : INTUNE);
            }
            default -> {
            }
        }
    }

    /** Some names on both sides, some on one, values that differ; names of one side own nodes of other names of the other. */
    private void changeSettings(Scenario scenario, SplittableRandom random) {
        wanted.clear();
        for (ManagementAuthority authority : List.of(INTUNE, OFFICE365)) {
            List<Setting> profiles = new ArrayList<>();
            List<Setting> nodes = new ArrayList<>();
            Map<String, String> onPhone = new TreeMap<>();
            Map<String, String> onPc = new TreeMap<>();
            for (int at = 0; at < NAMES.size(); at++) {
                String name = NAMES.get(at);
                if (random.nextBoolean()) {
                    String value = authority.wireName() + " " + name + " " + random.nextInt(3);
                    Setting profile = Scenario.profile(authority, name, value);
                    profiles.add(profile);
                    AppleEmulator.hold(onPhone, profile);
                    String own = "./Vendor/" + name;
                    String shared = "./Vendor/shared/" + (authority == INTUNE ? at : (at + 1) % NAMES.size());
                    // Some are larger than the messages of some clients, some are all or nothing.
                    String onNode = random.nextInt(3) == 0 ? value.repeat(150) : value;
                    Setting setting = Scenario.nodes(authority, name, own, onNode, shared, value);
                    nodes.add(random.nextInt(3) == 0 ? Scenario.together(setting) : setting);
                    onPc.put(own, onNode);
                    onPc.put(shared, value);
                }
            }
            scenario.wants(authority, IOS, profiles.toArray(Setting[]::new));
            scenario.wants(authority, WINDOWS, nodes.toArray(Setting[]::new));
            wanted.put(authority, Map.of(IOS, onPhone, WINDOWS, onPc));
        }
    }

    private void check(Scenario scenario, Emulator device, String where) {
        assertEquals(List.of(), device.violations(), where);
        assertEquals(List.of(), device.device().pending(), where);
        ManagementAuthority authority = Scenario.INTUNE_LICENCE.equals(scenario.store.users.get(scenario.user("ada")))
                ? INTUNE
                : OFFICE365;
        assertEquals(Scenario.present(Scenario.present(wanted.get(authority)).get(device.platform())), device.held(),
                where + " " + device.device().row().ledger());
        assertEquals(Optional.of(authority), device.device().row().managedBy(), where);
        assertEquals(scenario.store.tenant.epoch(), device.device().row().epoch(), where);
        int writes = scenario.store.writes;
        device.wholeSession();
        assertEquals(writes, scenario.store.writes, where + ": a converged device writes nothing");
        assertTrue(device.device().row().ledger().stream()
                .allMatch(entry -> entry.state() == InstalledSetting.State.INSTALLED && entry.authority() == authority),
                where + ": nothing is left of what was, " + device.device().row().ledger());
    }
}
