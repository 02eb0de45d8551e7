package dev.muster.gateway.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import dev.muster.gateway.model.DesiredSet;
import dev.muster.gateway.model.DmNode;
import dev.muster.gateway.model.InstalledSetting;
import dev.muster.gateway.model.InstalledSetting.State;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.SettingName;
import dev.muster.gateway.model.SettingPayload;

/**
 * One device, two authorities with their settings, and a bad line between them; checks the invariants as it goes. Long, because
 * its bookkeeping must be independent of the code under test and sees every event.
 */
final class ConvergenceWorld {
    /** What the device speaks. Profiles go one at a time, management trees several at once. */
    enum Style {
        MANAGEMENT_TREE, PROFILES
    }

    private enum Fate {
        ANSWERED, REFUSED, PUT_OFF, LOST_ON_THE_WAY, ANSWER_LOST
    }

    private record Late(ConvergenceStep step, StepId id, int attempt) {}

    private record Sent(ConvergenceStep.Install install, Set<String> owned) {}

    private static final List<String> NAMES = List.of("Password", "Camera", "Wi-Fi", "Mail", "Extra");
    private static final List<String> NODES = List.of("./a", "./b", "./c", "./d/x", "./d/y", "./e");
    private static final int MESSAGES = 60;

    private final Style style;
    private final Random random;
    private final SimulatedDevice device = new SimulatedDevice();
    private final Map<ManagementAuthority, Map<String, Setting>> defined = new HashMap<>();
    /** Settings the device acknowledged, and nothing sent since can have undone. */
    private final Map<String, String> acknowledged = new HashMap<>();
    private final List<Sent> log = new ArrayList<>();
    private final Map<String, Integer> refusals = new HashMap<>();
    private final Map<String, Integer> removalRefusals = new HashMap<>();
    private final Set<String> stubborn = new HashSet<>();
    private final List<Late> late = new ArrayList<>();
    private ManagementAuthority authority = ManagementAuthority.OFFICE365;
    private Ledger ledger = Ledger.EMPTY;
    private long clock;
    private int revision;
    private boolean removalsWereRefused;

    ConvergenceWorld(Style style, long seed) {
        this.style = style;
        this.random = new Random(seed);
        for (int i = 0; i < 6; i++) {
            changeSetting();
        }
    }

    /** Something may change: a setting, the authority, what the device refuses. */
    void disturb() {
        int dice = random.nextInt(10);
        if (dice < 2) {
            authority = authority == ManagementAuthority.INTUNE
                    ? ManagementAuthority.OFFICE365
                    : ManagementAuthority.INTUNE;
        } else if (dice < 5) {
            changeSetting();
        } else if (dice == 5 && random.nextInt(4) == 0) {
            stubborn.add(NAMES.get(random.nextInt(NAMES.size())));
        } else if (dice == 6) {
            stubborn.clear();
        }
    }

    private void changeSetting() {
        ManagementAuthority owner = random.nextBoolean() ? ManagementAuthority.INTUNE : ManagementAuthority.OFFICE365;
        String name = NAMES.get(random.nextInt(NAMES.size()));
        if (random.nextInt(3) == 0) {
            of(owner).remove(name);
        } else {
            of(owner).put(name, setting(owner, name));
        }
    }

    private Map<String, Setting> of(ManagementAuthority owner) {
        return defined.computeIfAbsent(owner, _ -> new TreeMap<>());
    }

    private Setting setting(ManagementAuthority owner, String name) {
        String value = owner.wireName() + " " + name + " " + ++revision;
        SettingPayload payload;
        if (style == Style.PROFILES) {
            payload = new SettingPayload.AppleProfile("dev.muster.t." + name, value.getBytes(StandardCharsets.UTF_8));
        } else {
            List<DmNode> nodes = new ArrayList<>();
            for (String node : NODES) {
                if (random.nextInt(3) == 0) {
                    nodes.add(new DmNode(node, "chr", "", value));
                }
            }
            if (nodes.isEmpty()) {
                nodes.add(new DmNode("./own/" + name, "chr", "", value));
            }
            payload = new SettingPayload.DmNodes(nodes);
        }
        return new Setting(new SettingName(name), owner, "password",
                SettingCompiler.version(owner, "password", payload),
                payload);
    }

    private DesiredSet desired() {
        return new DesiredSet("set", List.copyOf(of(authority).values()));
    }

    /** One session, on a bad line or a good one; says whether the last plan was complete. */
    boolean checkIn(boolean badLine) {
        deliverLate();
        ledger = ledger.offeredAgain(now());
        boolean resend = true;
        for (int message = 0; message < MESSAGES; message++) {
            DesiredSet desired = desired();
            Convergence.Next next = Convergence.plan(desired, ledger, resend);
            resend = false;
            if (next.complete()) {
                checkContent(desired);
            }
            List<ConvergenceStep> sent = bookkept(next);
            if (sent.isEmpty()) {
                return next.complete();
            }
            if (!converse(sent, desired, badLine)) {
                return false;
            }
            if (badLine && random.nextInt(8) == 0) {
                disturb();
            }
        }
        throw new AssertionError("one session went on for " + MESSAGES + " messages");
    }

    /** Does what needs no message, and says which steps one message carries. */
    private List<ConvergenceStep> bookkept(Convergence.Next next) {
        List<ConvergenceStep> sent = new ArrayList<>();
        int capacity = style == Style.PROFILES ? 1 : 1 + random.nextInt(5);
        for (ConvergenceStep step : next.steps()) {
            if (step instanceof ConvergenceStep.Remove removal && removal.nodes().isEmpty()) {
                ledger = ledger.dropped(removal.entry().name());
                acknowledged.remove(removal.entry().name().key());
            } else if (sent.size() < capacity) {
                sent.add(step);
            }
        }
        return sent;
    }

    private boolean converse(List<ConvergenceStep> steps, DesiredSet desired, boolean badLine) {
        for (ConvergenceStep step : steps) {
            switch (step) {
                case ConvergenceStep.Install install -> checkInstall(install);
                case ConvergenceStep.Remove removal -> checkRemoval(removal, desired, steps);
            }
        }
        // All of it is durable before the message leaves.
        for (ConvergenceStep step : steps) {
            ledger = switch (step) {
                case ConvergenceStep.Install(Setting setting, int attempt) -> ledger.sent(setting, attempt, now());
                case ConvergenceStep.Remove removal -> ledger.removalSent(removal, now());
            };
        }
        boolean alive = true;
        for (ConvergenceStep step : steps) {
            alive &= meet(step, badLine ? fate(step) : wholesome(step), alive);
            checkCovered();
        }
        return alive;
    }

    private Fate fate(ConvergenceStep step) {
        int dice = random.nextInt(20);
        if (dice == 0) {
            return Fate.LOST_ON_THE_WAY;
        }
        if (dice == 1) {
            return Fate.ANSWER_LOST;
        }
        if (dice == 2) {
            return Fate.PUT_OFF;
        }
        return dice == 3 ? Fate.REFUSED : wholesome(step);
    }

    private Fate wholesome(ConvergenceStep step) {
        boolean refuses = step instanceof ConvergenceStep.Install install
                && stubborn.contains(install.setting().name().value());
        return refuses ? Fate.REFUSED : Fate.ANSWERED;
    }

    /** The device meets a command; once the line is dead nothing reaches it. Says whether the line lives. */
    private boolean meet(ConvergenceStep step, Fate fate, boolean alive) {
        if (!alive || fate == Fate.LOST_ON_THE_WAY) {
            return false;
        }
        if (fate == Fate.PUT_OFF) {
            return true;
        }
        if (fate != Fate.REFUSED) {
            execute(step);
        }
        Late answer = new Late(step, StepId.of(step), attempt(step));
        if (fate == Fate.ANSWER_LOST) {
            late.add(answer);
            return false;
        }
        if (fate == Fate.REFUSED) {
            refused(answer);
        } else {
            answered(answer);
        }
        return true;
    }

    private void execute(ConvergenceStep step) {
        switch (step) {
            case ConvergenceStep.Install(Setting setting, _) -> device.install(setting);
            case ConvergenceStep.Remove(_, List<String> nodes, _) -> device.remove(nodes);
        }
    }

    private static int attempt(ConvergenceStep step) {
        return switch (step) {
            case ConvergenceStep.Install(_, int attempt) -> attempt;
            case ConvergenceStep.Remove(_, _, int attempt) -> attempt;
        };
    }

    private void answered(Late answer) {
        Ledger before = ledger;
        switch (answer.step()) {
            case ConvergenceStep.Install install -> {
                Setting setting = install.setting();
                ledger = ledger.acknowledged(answer.id(), answer.attempt(), now());
                if (ledger != before && !isOverwritten(install)) {
                    acknowledged.put(setting.name().key(), setting.version());
                }
            }
            case ConvergenceStep.Remove _ -> ledger = ledger.removed(answer.id(), answer.attempt());
        }
    }

    /** Whether something that owns one of its nodes was sent after it, in the same message for example. */
    private boolean isOverwritten(ConvergenceStep.Install install) {
        Set<String> owned = Set.copyOf(install.setting().payload().owns());
        for (Sent sent : log.reversed()) {
            if (sent.install().equals(install)) {
                return false;
            }
            if (sent.owned().stream().anyMatch(owned::contains)) {
                return true;
            }
        }
        throw new AssertionError("acknowledged, but never sent");
    }

    private void refused(Late answer) {
        switch (answer.step()) {
            case ConvergenceStep.Install(Setting setting, _) -> {
                ledger = ledger.refused(answer.id(), answer.attempt(), "507", false, now());
                refusals.merge(setting.name().key() + setting.version(), 1, Integer::sum);
            }
            case ConvergenceStep.Remove(InstalledSetting entry, _, _) -> {
                ledger = ledger.removalRefused(answer.id(), answer.attempt(), "405", now());
                removalRefusals.merge(entry.name().key(), 1, Integer::sum);
                removalsWereRefused = true;
            }
        }
    }

    /** Answers that were held up arrive when the device comes back, before it is told anything else, or never. */
    private void deliverLate() {
        late.stream().filter(_ -> random.nextBoolean()).forEach(this::answered);
        late.clear();
    }

    /** Nothing acknowledged is sent again while nothing undid it. */
    private void checkInstall(ConvergenceStep.Install install) {
        String key = install.setting().name().key();
        assertFalse(install.setting().version().equals(acknowledged.get(key)),
                key + " was acknowledged already" + dump());
        Set<String> owned = Set.copyOf(install.setting().payload().owns());
        acknowledged.remove(key);
        log.add(new Sent(install, owned));
        for (Setting other : everySetting()) {
            if (other.payload().owns().stream().anyMatch(owned::contains)) {
                acknowledged.remove(other.name().key(), other.version());
            }
        }
        // Versions that are defined no more may be acknowledged still: the ledger knows what they own.
        for (InstalledSetting entry : ledger.entries()) {
            if (entry.owns().stream().anyMatch(owned::contains)) {
                acknowledged.remove(entry.name().key());
            }
        }
    }

    private List<Setting> everySetting() {
        return defined.values().stream().flatMap(settings -> settings.values().stream()).toList();
    }

    /** R10: successors first; R11b: nothing that a desired or kept setting owns, nothing whose successor failed. */
    private void checkRemoval(ConvergenceStep.Remove removal, DesiredSet desired, List<ConvergenceStep> together) {
        acknowledged.remove(removal.entry().name().key());
        for (Setting setting : desired.settings()) {
            String key = setting.name().key();
            InstalledSetting entry = ledger.entry(setting.name()).orElseThrow();
            assertEquals(setting.version(), entry.version(), "R10: " + key + " was not even sent");
            boolean failed = entry.state() == State.FAILED;
            assertTrue(failed || entry.state() == State.INSTALLED, "R10: " + key + " is not settled");
            assertTrue(!failed || refusals.getOrDefault(key + setting.version(), 0) >= 3, key + " gave up early");
            for (String node : setting.payload().owns()) {
                assertFalse(removal.nodes().contains(node), "R11b: " + node + " belongs to " + key);
            }
            boolean replaces = Residue.of(setting.name()).key().equals(removal.entry().name().key())
                    || removal.entry().owns().stream().anyMatch(setting.payload().owns()::contains);
            assertFalse(failed && replaces, "R11b: the successor " + key + " failed");
        }
        for (InstalledSetting other : ledger.entries()) {
            boolean goesToo = other.state() == State.REMOVING || other.state() == State.FAILED
                    || together.stream()
                            .anyMatch(step -> step instanceof ConvergenceStep.Remove(InstalledSetting entry, _, _)
                                    && entry.equals(other));
            if (!goesToo && isKept(other, desired)) {
                for (String node : other.owns()) {
                    assertFalse(removal.nodes().contains(node), "R11b: " + node + " belongs to " + other.name());
                }
            }
        }
    }

    /** Kept on the device: desired, or blocked by a successor that failed for good. */
    private boolean isKept(InstalledSetting entry, DesiredSet desired) {
        for (Setting setting : desired.settings()) {
            boolean failed = ledger.entry(setting.name()).map(InstalledSetting::state).filter(State.FAILED::equals)
                    .isPresent();
            boolean same = setting.name().key().equals(entry.name().key());
            boolean blocked = failed && (Residue.of(setting.name()).key().equals(entry.name().key())
                    || entry.owns().stream().anyMatch(setting.payload().owns()::contains));
            if (same || blocked) {
                return true;
            }
        }
        return false;
    }

    /** Whatever is on the device stands in the ledger. */
    private void checkCovered() {
        Set<String> owned = new HashSet<>();
        ledger.entries().forEach(entry -> owned.addAll(entry.owns()));
        for (String node : device.held().keySet()) {
            assertTrue(owned.contains(node), node + " is on the device, but in no entry");
        }
    }

    /** After a complete plan the device holds what is desired and nothing else. */
    private void checkContent(DesiredSet desired) {
        Map<String, Set<String>> wanted = new TreeMap<>();
        for (Setting setting : desired.settings()) {
            SimulatedDevice.content(setting).forEach(
                    (node, value) -> wanted.computeIfAbsent(node, _ -> new HashSet<>()).add(value));
        }
        Map<String, String> held = device.held();
        wanted.forEach((node, values) -> assertTrue(values.contains(held.get(node)),
                node + " holds " + held.get(node) + " instead of " + values + dump()));
        Set<String> left = new HashSet<>(held.keySet());
        left.removeAll(wanted.keySet());
        ledger.entries().stream().filter(entry -> entry.state() == State.FAILED)
                .filter(_ -> removalsWereRefused).forEach(entry -> left.removeAll(entry.owns()));
        assertEquals(Set.of(), left, "left on the device");
    }

    /** The line is good from now on: one check-in suffices, or three for what is refused for good. */
    void settle() {
        boolean complete = checkIn(false);
        for (int i = 0; i < 3 && !stubborn.isEmpty(); i++) {
            complete = checkIn(false);
        }
        boolean failed = desired().settings().stream().anyMatch(setting -> ledger.entry(setting.name())
                .filter(entry -> entry.version().equals(setting.version()) && entry.state() == State.FAILED)
                .isPresent());
        assertTrue(complete != failed, "complete " + complete + ", failed for good " + failed);
        if (!failed) {
            assertEquals(List.of(), Convergence.plan(desired(), ledger, true).steps());
        }
    }

    /** What a failure shows besides its seed. */
    private String dump() {
        StringBuilder dump = new StringBuilder();
        ledger.entries().forEach(entry -> dump.append("\n  holds ").append(entry));
        desired().settings().forEach(setting -> dump.append("\n  wants ").append(setting.name().value()).append(' ')
                .append(setting.version()).append(' ').append(setting.payload().owns()));
        return dump.toString();
    }

    private Instant now() {
        return Instant.ofEpochSecond(++clock);
    }
}
