package dev.muster.gateway.settings;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.InstalledSetting;
import dev.muster.gateway.model.InstalledSetting.State;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.SettingName;
import dev.muster.gateway.model.SettingPayload;

/**
 * Serves turns and plans: what one device may hold, as an immutable view over its row's entries with the transitions that
 * commands and their answers make. Whatever was sent is in it before the command leaves, so the union of what its entries own
 * is always everything that the gateway may have put on the device (R11b).
 *
 * <p>Entries stand in the order in which they were last sent, since the device executes in that order: where two own the same
 * node, the later one wrote it.
 *
 * <pre>
 * (none) --sent--> SENT --acknowledged--> INSTALLED --removalSent--> REMOVING --removed--> (none)
 *                  SENT --refused--> RETRY, after three FAILED       REMOVING --removalRefused--> REMOVING, after three FAILED
 * SENT, RETRY, REMOVING --offeredAgain, when a session starts--> DUE; any --sent--> SENT
 * </pre>
 *
 * A transition that does not count, because the answer is not for the entry's newest version and attempt, returns the same
 * object.
 */
public final class Ledger {
    /** Nothing sent. */
    public static final Ledger EMPTY = new Ledger(List.of());

    private static final int LOST_ATTEMPTS = 1_000;

    private final List<InstalledSetting> entries;

    private Ledger(List<InstalledSetting> entries) {
        this.entries = List.copyOf(entries);
    }

    /** A view over a device's entries. */
    public static Ledger of(List<InstalledSetting> entries) {
        return entries.isEmpty() ? EMPTY : new Ledger(entries);
    }

    /** The entries as the device's row keeps them. */
    public List<InstalledSetting> entries() {
        return entries;
    }

    /** The entry of a name. */
    public Optional<InstalledSetting> entry(SettingName name) {
        return Optional.ofNullable(find(name.key()));
    }

    /** The entry whose newest version is installed under this id. */
    public Optional<InstalledSetting> ofInstall(StepId id) {
        return find(id, StepId.INSTALL, _ -> true);
    }

    /** The entry that is removed under this id. */
    public Optional<InstalledSetting> ofRemoval(StepId id) {
        return find(id, StepId.REMOVAL, _ -> true);
    }

    /** Records that a setting leaves for the device. What only the version before owned goes to the name's residue. */
    public Ledger sent(Setting setting, int attempt, Instant now) {
        List<String> owns = setting.payload().owns();
        InstalledSetting former = find(setting.name().key());
        List<InstalledSetting> next = new ArrayList<>(entries.size() + 1);
        String held = "";
        String detail = "";
        if (former == null) {
            next.addAll(entries);
        } else {
            Residues residues = new Residues(former, Set.copyOf(owns), now);
            entries.forEach(entry -> residues.carryOver(entry, next));
            held = former.heldVersion();
            // A version that failed for good and is wanted anew begins anew.
            boolean goesOn = former.version().equals(setting.version()) && former.state() != State.FAILED;
            detail = goesOn ? Refusals.withoutRemovals(former.detail()) : "";
        }
        String identifier = switch (setting.payload()) {
            case SettingPayload.AppleProfile(String payloadIdentifier, _) -> payloadIdentifier;
            case SettingPayload.DmNodes _ -> "";
        };
        next.add(new InstalledSetting(setting.name(), setting.authority(), setting.version(), held, State.SENT,
                attempt, owns, identifier, now, detail));
        return new Ledger(next);
    }

    /** Records that a removal leaves for the device. */
    public Ledger removalSent(ConvergenceStep.Remove step, Instant now) {
        return replaced(step.entry().name().key(),
                entry -> changed(entry, State.REMOVING, step.attempt(), entry.detail(), now));
    }

    /** Forgets an entry whose removal has no nodes: everything it owned has another owner (R11b). */
    public Ledger dropped(SettingName name) {
        return without(name.key());
    }

    /** The device has what was sent. */
    public Ledger acknowledged(StepId id, int attempt, Instant now) {
        return find(id, StepId.INSTALL, entry -> entry.attempt() == attempt && isUnanswered(entry))
                .map(entry -> replaced(entry.name().key(),
                        _ -> new InstalledSetting(entry.name(), entry.authority(), entry.version(), entry.version(),
                                State.INSTALLED, attempt, entry.owns(), entry.identifier(), now, "")))
                .orElse(this);
    }

    private static boolean isUnanswered(InstalledSetting entry) {
        return entry.state() == State.SENT || entry.state() == State.DUE;
    }

    /**
     * The device refused what was sent. Three refusals of one version are for good, until the setting changes.
     *
     * @param detail safe reason, such as a status code or an error domain and code
     * @param forGood whether trying again is pointless
     */
    public Ledger refused(StepId id, int attempt, String detail, boolean forGood, Instant now) {
        InstalledSetting entry = find(id, StepId.INSTALL,
                sent -> sent.attempt() == attempt && sent.state() == State.SENT).orElse(null);
        if (entry == null) {
            return this;
        }
        String reasons = Refusals.ofInstall(entry.detail(), detail);
        State next = forGood || Refusals.installs(reasons) >= Refusals.LIMIT ? State.FAILED : State.RETRY;
        return replaced(entry.name().key(), _ -> changed(entry, next, attempt, reasons, now));
    }

    /** The device removed what it was told to, or never had it. */
    public Ledger removed(StepId id, int attempt) {
        return removing(id, attempt).map(entry -> without(entry.name().key())).orElse(this);
    }

    /** The device refused a removal. After three refusals the gateway leaves it, and the entry shows it. */
    public Ledger removalRefused(StepId id, int attempt, String detail, Instant now) {
        InstalledSetting entry = removing(id, attempt).orElse(null);
        if (entry == null) {
            return this;
        }
        String reasons = Refusals.ofRemoval(entry.detail(), detail);
        State next = Refusals.removals(reasons) >= Refusals.LIMIT ? State.FAILED : State.REMOVING;
        return replaced(entry.name().key(), _ -> changed(entry, next, attempt, reasons, now));
    }

    /**
     * A session starts: what was not answered, was put off (NotNow) or refused before is offered again in it. Without this a
     * protocol with one command per message could offer only the first of them, since later messages of the session do not
     * resend.
     */
    public Ledger offeredAgain(Instant now) {
        if (entries.stream().noneMatch(Ledger::waits)) {
            return this;
        }
        return new Ledger(entries.stream().map(entry -> waits(entry)
                ? changed(entry, State.DUE, entry.attempt(), entry.detail(), now)
                : entry).toList());
    }

    /**
     * After a restore the device told what it holds. What is not there any more is forgotten; the rest is due, since nobody
     * knows which version is there. Attempts go on far behind those that the lost time may have used, so that a late answer
     * fits none.
     *
     * @param there whether the device has any of what an entry owns, as far as it told
     * @param found entries for what it has of ours besides
     */
    public Ledger inventoried(Predicate<InstalledSetting> there, List<InstalledSetting> found, Instant now) {
        List<InstalledSetting> next = new ArrayList<>(found);
        for (InstalledSetting entry : entries) {
            if (there.test(entry)) {
                next.add(changed(entry, State.DUE, entry.attempt() + LOST_ATTEMPTS, entry.detail(), now));
            }
        }
        return new Ledger(next);
    }

    private static boolean waits(InstalledSetting entry) {
        return switch (entry.state()) {
            case SENT, RETRY, REMOVING -> true;
            case INSTALLED, DUE, FAILED -> false;
        };
    }

    private Optional<InstalledSetting> removing(StepId id, int attempt) {
        return find(id, StepId.REMOVAL, entry -> entry.attempt() == attempt && entry.state() == State.REMOVING);
    }

    /** From the newest: answers are mostly for what was sent last, and each candidate costs a digest. */
    private Optional<InstalledSetting> find(StepId id, String verb, Predicate<InstalledSetting> candidate) {
        Hash16 hash = new Hash16();
        for (InstalledSetting entry : entries.reversed()) {
            if (candidate.test(entry) && StepId.digits(hash, verb, entry.name(), entry.version()).equals(id.value())) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    /** How often the device refused this version of a setting so far. */
    public static int refusals(InstalledSetting entry) {
        return Refusals.installs(entry.detail());
    }

    private @Nullable InstalledSetting find(String key) {
        for (InstalledSetting entry : entries) {
            if (entry.name().key().equals(key)) {
                return entry;
            }
        }
        return null;
    }

    /** The entries by the keys of their names. */
    Map<String, InstalledSetting> byKey() {
        Map<String, InstalledSetting> byKey = HashMap.newHashMap(entries.size());
        entries.forEach(entry -> byKey.put(entry.name().key(), entry));
        return byKey;
    }

    private Ledger replaced(String key, UnaryOperator<InstalledSetting> change) {
        return new Ledger(entries.stream().map(entry -> entry.name().key().equals(key) ? change.apply(entry) : entry)
                .toList());
    }

    /**
     * Forgets an entry. What it had overwritten of entries before it, and may have left there because they own it, is not their
     * content: should they be wanted again, they are sent again.
     */
    private Ledger without(String key) {
        InstalledSetting gone = find(key);
        if (gone == null) {
            return this;
        }
        OwnedNodes written = new OwnedNodes();
        written.addAll(gone.owns());
        List<InstalledSetting> next = new ArrayList<>(entries.size());
        boolean before = true;
        for (InstalledSetting entry : entries) {
            if (entry.name().key().equals(key)) {
                before = false;
            } else if (before && entry.state() == State.INSTALLED && written.touchesAny(entry.owns())) {
                next.add(changed(entry, State.DUE, entry.attempt(), entry.detail(), entry.since()));
            } else {
                next.add(entry);
            }
        }
        return new Ledger(next);
    }

    private static InstalledSetting changed(InstalledSetting entry, State state, int attempt, String detail,
            Instant now) {
        return new InstalledSetting(entry.name(), entry.authority(), entry.version(), entry.heldVersion(), state,
                attempt, entry.owns(), entry.identifier(), now, detail);
    }

    /**
     * Carries entries over when a setting is sent: its former version leaves what the new one does not own. The residue stands
     * where what it keeps was written last, so that nothing sent after that looks overwritten.
     */
    private final class Residues {
        private final InstalledSetting former;
        private final @Nullable InstalledSetting earlier;
        private final SettingName name;
        private final Set<String> left;
        private final String place;
        private final Instant now;

        Residues(InstalledSetting former, Set<String> owned, Instant now) {
            this.former = former;
            this.now = now;
            name = Residue.of(former.name());
            earlier = find(name.key());
            Set<String> ofFormer = new LinkedHashSet<>(former.owns());
            ofFormer.removeAll(owned);
            place = ofFormer.isEmpty() ? name.key() : former.name().key();
            left = earlier == null ? new LinkedHashSet<>() : new LinkedHashSet<>(earlier.owns());
            left.removeAll(owned);
            if (earlier != null && !ofFormer.isEmpty()) {
                left.removeAll(takenOverSince(earlier));
            }
            left.addAll(ofFormer);
        }

        /** What has had another owner since: acknowledged settings that were sent later (R11b). */
        private Set<String> takenOverSince(InstalledSetting residue) {
            Set<String> taken = new HashSet<>();
            for (InstalledSetting later : entries.subList(entries.indexOf(residue) + 1, entries.size())) {
                if (later.state() == State.INSTALLED) {
                    taken.addAll(later.owns());
                }
            }
            return taken;
        }

        void carryOver(InstalledSetting entry, List<InstalledSetting> next) {
            String key = entry.name().key();
            if (key.equals(place) && !left.isEmpty()) {
                int attempt = Math.max(former.attempt(), earlier == null ? 0 : earlier.attempt());
                next.add(new InstalledSetting(name, former.authority(), former.version(), former.heldVersion(),
                        State.INSTALLED, attempt, List.copyOf(left), former.identifier(), now, ""));
            } else if (!key.equals(name.key()) && !key.equals(former.name().key())) {
                next.add(entry);
            }
        }
    }
}
