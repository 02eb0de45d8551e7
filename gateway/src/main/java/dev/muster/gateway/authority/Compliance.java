package dev.muster.gateway.authority;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.muster.gateway.authority.AuthorityDecision.Serving;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.DeviceState;
import dev.muster.gateway.model.InstalledSetting;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.store.SettingStore.Definition;
import dev.muster.gateway.store.SubjectStore.Subject;

/**
 * Serves administrators: whether a device has the security settings of the authority that serves it, as far as it has said
 * (R15). The state is exact for what was said; how old that is stands beside it. Pure.
 *
 * <pre>
 * UNKNOWN        nobody serves it, it never came, or it has not come for {@link #TELLING}
 * NONCOMPLIANT   it refused a security setting for good, or one has been missing for longer than {@link Interim#VALID_FOR}
 * IN_GRACE       a security setting is on its way; on the way through a switch the old ones protect meanwhile (R12)
 * COMPLIANT      it acknowledged them all in their newest version
 * </pre>
 *
 * @param reasons what is missing or was refused; safe text
 * @param asOf when the device last said something; empty if it never did
 */
public record Compliance(State state, List<String> reasons, Optional<Instant> asOf) {
    /** Without a word for this long, what a device once said is history. */
    public static final Duration TELLING = Duration.ofDays(30);
    /** Kinds of settings that are about security. */
    static final Set<String> SECURITY_KINDS = Set.of("password", "restriction");

    /** Where a device stands. */
    public enum State {
        COMPLIANT, NONCOMPLIANT, IN_GRACE, UNKNOWN
    }

    public Compliance {
        reasons = List.copyOf(reasons);
    }

    /**
     * Judges one device.
     *
     * @param settings all settings of the tenant
     * @param since when what decides about it last changed
     */
    public static Compliance of(Subject subject, AuthorityDecision decision, List<Definition> settings, Instant since,
            Instant now) {
        Optional<Instant> asOf = subject.lastSeen();
        if (!(decision instanceof Serving(ManagementAuthority serving, _))) {
            return new Compliance(State.UNKNOWN, List.of("no authority serves the device (" + decision.rule() + ")"),
                    asOf);
        }
        if (subject.device().state() != DeviceState.ENROLLED || asOf.isEmpty()) {
            return new Compliance(State.UNKNOWN, List.of("the device has never reported"), asOf);
        }
        if (asOf.get().isBefore(now.minus(TELLING))) {
            return new Compliance(State.UNKNOWN, List.of("the device has not reported since " + asOf.get()), asOf);
        }
        return ofReported(subject, required(subject, serving, settings), since, now);
    }

    /** The security settings that reach the device. */
    private static List<Setting> required(Subject subject, ManagementAuthority serving, List<Definition> settings) {
        List<Setting> required = new ArrayList<>();
        for (Definition setting : settings) {
            Setting compiled = setting.compiled().get(subject.device().platform());
            if (compiled != null && setting.authority() == serving && SECURITY_KINDS.contains(setting.kind())
                    && setting.assignment().reaches(subject.audience())) {
                required.add(compiled);
            }
        }
        return required;
    }

    private static Compliance ofReported(Subject subject, List<Setting> required, Instant since, Instant now) {
        Device device = subject.device();
        Map<String, InstalledSetting> held = new HashMap<>();
        device.ledger().forEach(entry -> held.put(entry.name().key(), entry));
        List<String> refused = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        boolean overdue = false;
        for (Setting setting : required) {
            InstalledSetting entry = held.get(setting.name().key());
            if (entry == null || !entry.version().equals(setting.version())) {
                missing.add(setting.name().value() + " has not been sent yet");
                overdue |= !now.isBefore(since.plus(Interim.VALID_FOR));
            } else if (entry.state() == InstalledSetting.State.FAILED) {
                refused.add(setting.name().value() + " was refused: " + entry.detail());
            } else if (entry.state() != InstalledSetting.State.INSTALLED) {
                missing.add(setting.name().value() + " is not acknowledged yet");
                overdue |= !now.isBefore(entry.since().plus(Interim.VALID_FOR));
            }
        }
        List<String> reasons = new ArrayList<>(refused);
        reasons.addAll(missing);
        State state = !refused.isEmpty() || overdue ? State.NONCOMPLIANT
                : missing.isEmpty() ? State.COMPLIANT : State.IN_GRACE;
        return new Compliance(state, reasons, subject.lastSeen());
    }
}
