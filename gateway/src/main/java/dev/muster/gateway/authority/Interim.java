package dev.muster.gateway.authority;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import dev.muster.gateway.authority.AuthorityDecision.Serving;
import dev.muster.gateway.model.Device;
import dev.muster.gateway.model.InstalledSetting;
import dev.muster.gateway.model.InstalledSetting.State;
import dev.muster.gateway.model.ManagementAuthority;

/**
 * Serves administrators: what a device still holds of an authority that no longer serves it (R12). Until the device connects,
 * those profiles are valid for seven days from the change; connecting overwrites them. Pure; nothing is removed for it.
 */
public sealed interface Interim {
    /** How long interim profiles are valid. */
    Duration VALID_FOR = Duration.ofDays(7);

    /** It holds nothing of another authority. */
    record None() implements Interim {}

    /** It has not connected since the change; what it holds is valid until then. */
    record Valid(Instant until, List<String> settings) implements Interim {
        public Valid {
            settings = List.copyOf(settings);
        }
    }

    /** It has not connected for seven days after the change. */
    record Lapsed(Instant since, List<String> settings) implements Interim {
        public Lapsed {
            settings = List.copyOf(settings);
        }
    }

    /**
     * Judges one device.
     *
     * @param decision who serves it now
     * @param changedAt when that was last decided otherwise: the newest change of tenant, user or place
     */
    static Interim of(Device device, AuthorityDecision decision, Instant changedAt, Instant now) {
        if (!(decision instanceof Serving(ManagementAuthority serving, _))
                || device.managedBy().filter(serving::equals).isPresent()) {
            return new None();
        }
        List<String> held = device.ledger().stream().filter(entry -> entry.authority() != serving)
                .filter(Interim::isOnDevice).map(entry -> entry.name().value()).distinct().toList();
        if (held.isEmpty()) {
            return new None();
        }
        Instant until = changedAt.plus(VALID_FOR);
        return now.isBefore(until) ? new Valid(until, held) : new Lapsed(until, held);
    }

    /** What was acknowledged once may be there, whatever became of it since. */
    private static boolean isOnDevice(InstalledSetting entry) {
        return entry.state() == State.INSTALLED || !entry.heldVersion().isEmpty();
    }
}
