package dev.muster.gateway.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.muster.gateway.model.Declarations;
import dev.muster.gateway.model.Declarations.Item;
import dev.muster.gateway.model.Declarations.Standing;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.InstalledSetting;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.SettingPayload.AppleProfile;
import dev.muster.gateway.session.AuthorityHandler.Plan;
import dev.muster.gateway.settings.ConvergenceStep;
import dev.muster.gateway.settings.ConvergenceStep.Install;
import dev.muster.gateway.settings.ConvergenceStep.Remove;
import dev.muster.gateway.settings.Ledger;
import dev.muster.gateway.settings.StepId;
import dev.muster.protocol.apple.AppleCodec;
import dev.muster.protocol.apple.AppleCommand.SynchroniseDeclarations;
import dev.muster.protocol.apple.DeclarationCodec;

/**
 * Serves {@link AppleTurn}: settings as declarations instead of commands, for an enrolment that began that way. The plan is
 * the same as ever (R10 to R11b): a step changes the declared set, which the device then fetches, and its status report is the
 * answer that the ledger waits for. Pure.
 *
 * <p>A device is told by declarations only if nothing was installed by command before, and then until it enrols again: a
 * profile belongs to the one way or the other.
 */
final class Declaring {
    /** What makes the device fetch its declarations. */
    static final CommandRef SYNCHRONISE = CommandRef.query("declarations");

    /** Devices silently ignore accounts and passcode rules in a declared profile, so these kinds alone are declared. */
    private static final Set<String> DECLARED_KINDS = Set.of("wifi", "restriction");

    /** Between a setting's version, hexadecimal digits, and the number of its refusals; an address holds letters and digits alone. */
    private static final char REFUSED_BEFORE = 'r';

    private Declaring() {}

    /**
     * The token of what is declared: the version, and after a refusal another one each time. A device looks again only at what has
     * another token, and a report that names an older one answers nothing any more.
     */
    private static String token(InstalledSetting entry) {
        int refusals = Ledger.refusals(entry);
        return refusals == 0 ? entry.version() : entry.version() + REFUSED_BEFORE + refusals;
    }

    /** The version of the setting that a token was made for. */
    static String version(String token) {
        int end = token.indexOf(REFUSED_BEFORE);
        return end < 0 ? token : token.substring(0, end);
    }

    /**
     * What this enrolment is told by declarations; empty if it is served by commands.
     *
     * @param found what the store holds
     * @param offered whether declarations are offered to an enrolment that begins
     */
    static Optional<Declarations> inUse(Optional<Declarations> found, Device device, boolean offered, Instant now) {
        Optional<Declarations> current = found.filter(set -> set.enrolment() == device.enrolment());
        if (current.isPresent()) {
            return current.filter(set -> !set.byCommands());
        }
        return offered && device.ledger().isEmpty()
                ? Optional.of(new Declarations(device.tenant(), device.id(), device.enrolment(),
                        found.map(Declarations::version).orElse(0L), false, List.of(), List.of(), now,
                        Optional.empty()))
                : Optional.empty();
    }

    /** Takes the newest status report for the answer to what was declared. */
    static void settle(TurnDraft draft) {
        Optional<Declarations> declared = draft.declarations().filter(set -> set.reported().isPresent());
        if (declared.isPresent()) {
            for (InstalledSetting entry : draft.ledger().entries()) {
                settle(draft, declared.get(), entry);
            }
        }
    }

    private static void settle(TurnDraft draft, Declarations declared, InstalledSetting entry) {
        Optional<Declarations.State> state = declared.state(entry.identifier());
        if (entry.state() == InstalledSetting.State.REMOVING) {
            if (state.isEmpty() && declared.withdrawn().contains(entry.identifier())) {
                draft.ledger(draft.ledger().removed(StepId.removal(entry.name(), entry.version()), entry.attempt()));
            }
            return;
        }
        boolean answered = declared.item(entry.identifier())
                .filter(item -> item.serverToken().equals(token(entry))).isPresent()
                && state.filter(said -> said.serverToken().equals(token(entry))).isPresent();
        if (answered) {
            StepId step = StepId.install(entry.name(), entry.version());
            switch (state.get().standing()) {
                case INSTALLED -> draft
                        .ledger(draft.ledger().acknowledged(step, entry.attempt(), draft.state().now()));
                case REFUSED -> draft.ledger(draft.ledger().refused(step, entry.attempt(),
                        "declaration " + state.get().reason(), false, draft.state().now()));
                case OPEN -> {
                }
            }
        }
    }

    /** Changes the declared set by the steps of a plan that are declared; the command that tells the device, if any was. */
    static Optional<byte[]> declare(TurnDraft draft, Plan plan) {
        if (draft.declarations().isEmpty()) {
            return Optional.empty();
        }
        Declarations before = draft.declarations().get();
        Map<String, Item> items = new LinkedHashMap<>();
        before.items().forEach(item -> items.put(item.identifier(), item));
        Set<String> withdrawn = new LinkedHashSet<>(before.withdrawn());
        boolean due = false;
        for (ConvergenceStep step : plan.steps()) {
            due |= switch (step) {
                case Install install -> install(draft, install, items, withdrawn);
                case Remove remove -> remove(draft, remove, items, withdrawn);
            };
        }
        if (!due) {
            return Optional.empty();
        }
        List<Item> next = new ArrayList<>(items.values());
        Instant changedAt = next.equals(before.items()) ? before.changedAt() : draft.state().now();
        Declarations after = new Declarations(before.tenant(), before.device(), before.enrolment(), before.version(),
                false, next, List.copyOf(withdrawn), changedAt, before.reported());
        draft.declare(after);
        return Optional.of(AppleCodec.encode(SYNCHRONISE.text(),
                new SynchroniseDeclarations(DeclarationCodec.tokens(after.token(), changedAt))));
    }

    private static boolean install(TurnDraft draft, Install step, Map<String, Item> items, Set<String> withdrawn) {
        Setting setting = step.setting();
        if (!(setting.payload() instanceof AppleProfile profile)) {
            return false;
        }
        if (!DECLARED_KINDS.contains(setting.kind())) {
            // The name was declared with another kind: it is withdrawn now, and installed by command after that.
            return items.remove(profile.identifier()) != null;
        }
        draft.ledger(draft.ledger().sent(setting, step.attempt(), draft.state().now()));
        draft.ledger().entries().stream().filter(entry -> entry.identifier().equals(profile.identifier())
                && entry.version().equals(setting.version())).findFirst()
                .ifPresent(entry -> items.put(profile.identifier(), new Item(profile.identifier(), token(entry))));
        withdrawn.remove(profile.identifier());
        return true;
    }

    private static boolean remove(TurnDraft draft, Remove step, Map<String, Item> items, Set<String> withdrawn) {
        String identifier = step.entry().identifier();
        boolean declared = items.containsKey(identifier) || withdrawn.contains(identifier);
        if (!declared || step.nodes().isEmpty()) {
            return false;
        }
        draft.ledger(draft.ledger().removalSent(step, draft.state().now()));
        items.remove(identifier);
        withdrawn.add(identifier);
        return true;
    }

    /** The device refused the command itself: if it never spoke of declarations, it gets commands from its next session on. */
    static void refused(TurnDraft draft) {
        draft.declarations().filter(set -> set.reported().isEmpty()).ifPresent(set -> draft
                .declare(new Declarations(set.tenant(), set.device(), set.enrolment(), set.version(), true, List.of(),
                        List.of(), draft.state().now(), Optional.empty())));
    }

    /** How a reported configuration stands. */
    static Declarations.State state(DeclarationCodec.Reported reported) {
        Standing standing = switch (reported.validity()) {
            case VALID -> reported.active() ? Standing.INSTALLED : Standing.OPEN;
            case INVALID -> Standing.REFUSED;
            case UNKNOWN -> Standing.OPEN;
        };
        return new Declarations.State(reported.identifier(), reported.serverToken(), standing,
                standing == Standing.REFUSED ? Facts.code(reported.reason()) : "");
    }
}
