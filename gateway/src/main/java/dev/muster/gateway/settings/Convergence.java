package dev.muster.gateway.settings;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.DesiredSet;
import dev.muster.gateway.model.InstalledSetting;
import dev.muster.gateway.model.InstalledSetting.State;
import dev.muster.gateway.model.Setting;

/**
 * Serves handlers: the way from what a device may hold to what it should hold (idea 5). Pure. Installs come first; removals
 * only when every install is acknowledged or failed for good (R10, R11), and never of anything a desired or kept setting owns
 * (R11b). Switches of authority, changed licences, retries and crashes are all this one difference.
 */
public final class Convergence {
    private final Map<String, InstalledSetting> held;
    private final boolean resend;
    private final List<InstalledSetting> surplus = new ArrayList<>();
    private final List<Setting> failed = new ArrayList<>();
    private final List<ConvergenceStep> steps = new ArrayList<>();
    private boolean unanswered;
    private @Nullable Set<String> overwritten;

    /**
     * What to do next.
     *
     * @param steps in order. A removal without nodes is bookkeeping: nothing is sent, the entry is only dropped
     * @param complete whether the device holds what it should, nothing is unanswered and no step has to be sent (R11b). Steps
     *        that only drop entries may remain
     */
    public record Next(List<ConvergenceStep> steps, boolean complete) {
        public Next {
            steps = List.copyOf(steps);
        }
    }

    private enum Need {
        INSTALL, WAIT, FAILED, NOTHING
    }

    private Convergence(Ledger ledger, boolean resend) {
        this.held = ledger.byKey();
        this.resend = resend;
    }

    /**
     * Plans the next steps.
     *
     * @param desired what the serving authority wants on the device
     * @param ledger what the device may hold
     * @param resend whether what was sent and not answered, or refused, may be sent again: true when a session starts. Entries
     *        that {@link Ledger#offeredAgain} made due are sent in either case
     */
    public static Next plan(DesiredSet desired, Ledger ledger, boolean resend) {
        Convergence convergence = new Convergence(ledger, resend);
        convergence.findSurplus(desired, ledger);
        convergence.planInstalls(desired, ledger);
        boolean installed = convergence.steps.isEmpty() && !convergence.unanswered;
        if (installed) {
            convergence.planRemovals(desired);
        }
        boolean idle = convergence.steps.stream().allMatch(Convergence::isBookkeeping);
        return new Next(convergence.steps,
                installed && idle && !convergence.unanswered && convergence.failed.isEmpty());
    }

    private static boolean isBookkeeping(ConvergenceStep step) {
        return step instanceof ConvergenceStep.Remove removal && removal.nodes().isEmpty();
    }

    private void findSurplus(DesiredSet desired, Ledger ledger) {
        if (ledger.entries().isEmpty()) {
            return;
        }
        Set<String> wanted = HashSet.newHashSet(desired.settings().size());
        desired.settings().forEach(setting -> wanted.add(setting.name().key()));
        for (InstalledSetting entry : ledger.entries()) {
            if (!wanted.contains(entry.name().key())) {
                surplus.add(entry);
            }
        }
    }

    private void planInstalls(DesiredSet desired, Ledger ledger) {
        for (Setting setting : desired.settings()) {
            String key = setting.name().key();
            InstalledSetting entry = held.get(key);
            switch (need(setting, entry, ledger)) {
                case INSTALL -> steps
                        .add(new ConvergenceStep.Install(setting, entry == null ? 1 : entry.attempt() + 1));
                case WAIT -> unanswered = true;
                case FAILED -> failed.add(setting);
                case NOTHING -> {
                }
            }
        }
    }

    private Need need(Setting setting, @Nullable InstalledSetting entry, Ledger ledger) {
        if (entry == null || !entry.version().equals(setting.version())) {
            return Need.INSTALL;
        }
        return switch (entry.state()) {
            case INSTALLED -> isOverwritten(entry, ledger) ? Need.INSTALL : Need.NOTHING;
            case SENT, RETRY -> resend ? Need.INSTALL : Need.WAIT;
            // While it was being removed the content may have gone.
            case DUE, REMOVING -> Need.INSTALL;
            case FAILED -> isRemovalGivenUp(entry) ? Need.INSTALL : Need.FAILED;
        };
    }

    /** Found out only if a setting is in place at all: on the first plan after a switch none is. */
    private boolean isOverwritten(InstalledSetting entry, Ledger ledger) {
        Set<String> known = overwritten;
        if (known == null) {
            known = overwritten(ledger);
            overwritten = known;
        }
        return !known.isEmpty() && known.contains(entry.name().key());
    }

    /**
     * Names whose nodes something wrote later that is not wanted any more: their content is gone although they were acknowledged.
     * Happens when an authority is switched back before the other one's settings were removed.
     */
    private Set<String> overwritten(Ledger ledger) {
        if (surplus.isEmpty()) {
            return Set.of();
        }
        Set<InstalledSetting> unwanted = Collections.newSetFromMap(new java.util.IdentityHashMap<>());
        unwanted.addAll(surplus);
        Set<String> overwritten = new HashSet<>();
        OwnedNodes later = new OwnedNodes();
        for (InstalledSetting entry : ledger.entries().reversed()) {
            if (unwanted.contains(entry)) {
                later.addAll(entry.owns());
            } else if (!later.isEmpty() && later.touchesAny(entry.owns())) {
                overwritten.add(entry.name().key());
            }
        }
        return overwritten;
    }

    private void planRemovals(DesiredSet desired) {
        if (surplus.isEmpty()) {
            return;
        }
        OwnedNodes kept = new OwnedNodes();
        desired.settings().forEach(setting -> kept.addAll(setting.payload().owns()));
        List<InstalledSetting> removable = new ArrayList<>();
        OwnedNodes blocking = new OwnedNodes();
        failed.forEach(setting -> blocking.addAll(setting.payload().owns()));
        for (InstalledSetting entry : surplus) {
            if (isBlocked(entry, blocking)) {
                kept.addAll(entry.owns());
            } else if (!isRemovalGivenUp(entry)) {
                removable.add(entry);
            }
        }
        // From the last to the first: a node that several of them own goes with the last one (R11b).
        for (InstalledSetting entry : removable.reversed()) {
            List<String> nodes = entry.owns().stream().filter(node -> !kept.isHitByRemovalOf(node)).toList();
            kept.addAll(entry.owns());
            if (entry.state() == State.REMOVING && !resend && !nodes.isEmpty()) {
                unanswered = true;
            } else {
                steps.add(new ConvergenceStep.Remove(entry, nodes, entry.attempt() + 1));
            }
        }
    }

    /** R11b: a successor that failed for good keeps what it should have replaced, by name or by node. */
    private boolean isBlocked(InstalledSetting entry, OwnedNodes blocking) {
        for (Setting setting : failed) {
            if (Residue.of(setting.name()).key().equals(entry.name().key())) {
                return true;
            }
        }
        return !failed.isEmpty() && blocking.touchesAny(entry.owns());
    }

    private static boolean isRemovalGivenUp(InstalledSetting entry) {
        return entry.state() == State.FAILED && Refusals.removals(entry.detail()) >= Refusals.LIMIT;
    }
}
