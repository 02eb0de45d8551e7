package dev.muster.gateway.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

import dev.muster.gateway.model.FinishedCommand;
import dev.muster.gateway.model.FinishedCommand.Outcome;
import dev.muster.gateway.model.InstalledSetting;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Reply;

/**
 * One device of {@link InterleavingsTest} behind a bad network: each message arrives or not, each reply arrives or not. It
 * knows what it really did and whether the gateway said that it took that in, and compares.
 */
abstract class Emulator {
    private final TestDevice device;
    final SplittableRandom random;
    private final Map<String, Integer> carriedOut = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private boolean calm;
    private Supplier<Map<String, String>> desired = Map::of;

    Emulator(TestDevice device, SplittableRandom random) {
        this.device = device;
        this.random = random;
    }

    TestDevice device() {
        return device;
    }

    Platform platform() {
        return device.row().platform();
    }

    /** From now on nothing is lost, put off or refused. */
    void calm() {
        calm = true;
    }

    /** True so often in a turmoil, never in peace. */
    boolean trouble(int percent) {
        return !calm && random.nextInt(100) < percent;
    }

    List<String> violations() {
        return violations;
    }

    /** One message, or a part of it. */
    abstract void step();

    /** Messages until the session ends. */
    abstract void wholeSession();

    /** What the serving authority wants on it at this moment. */
    void isToHold(Supplier<Map<String, String>> now) {
        desired = now;
    }

    /**
     * It is told to remove this by a reply that was planned just now. R10: whatever protects it from now on is in place by then,
     * unless the device refused that for good. R11b: nothing goes that is desired.
     */
    void removing(String what, boolean isTree) {
        Map<String, String> wanted = desired.get();
        boolean refusedForGood = device.row().ledger().stream()
                .anyMatch(entry -> entry.state() == InstalledSetting.State.FAILED);
        if (!refusedForGood && !held().entrySet().containsAll(wanted.entrySet())) {
            violations.add(what + " goes before its successors came (R10): wanted " + wanted + ", held " + held());
        }
        if (wanted.keySet().stream().anyMatch(own -> own.equals(what) || (isTree && own.startsWith(what + "/")))) {
            violations.add(what + " goes although it is desired (R11b)");
        }
    }

    /** What it holds. */
    abstract Map<String, String> held();

    /** An action with this command id was carried out: at most once if it must not happen twice. */
    void carriedOut(CommandRef ref, boolean onceOnly) {
        int times = carriedOut.merge(ref.id(), 1, Integer::sum);
        if (onceOnly && times > 1) {
            violations.add(ref + " was carried out " + times + " times");
        }
    }

    /** The gateway said that it took this result of an action in: it must show it, or have given the action up before. */
    void taken(CommandRef ref, Outcome expected, Reply reply) {
        if (ref.kind() != CommandRef.Kind.ACTION || reply instanceof Reply.Refused) {
            return;
        }
        List<Outcome> outcomes = device.finished().stream()
                .filter(end -> end.command().id().toString().equals(ref.id()))
                .map(FinishedCommand::outcome).toList();
        boolean later = device.pending().stream().anyMatch(command -> command.id().toString().equals(ref.id())
                && command.attempt() > ref.attempt());
        boolean shown = outcomes.size() == 1 && (outcomes.contains(expected) || outcomes.contains(Outcome.UNKNOWN)
                || outcomes.contains(Outcome.CANCELLED) || carriedOut.getOrDefault(ref.id(), 0) > 1);
        if (!shown && !(outcomes.isEmpty() && later)) {
            violations.add(ref + " ended " + expected + ", the store says " + outcomes);
        }
    }
}
